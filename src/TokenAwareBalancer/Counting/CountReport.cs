using System.Globalization;

namespace TokenAwareBalancer.Counting;

/// <summary>The result in words: the tokens first; a table when there are several inputs.</summary>
internal sealed class CountReport(CountResult result, TextWriter output)
{
    private const string Gap = "  ";

    /// <summary>A screen holds them beside the counts.</summary>
    private const int SkippedShown = 10;

    public void Write()
    {
        if (result.Counts is [var count] && result.Skipped.Count == 0)
            WriteOne(count);
        else if (result.Counts.Count > 0)
            WriteTable();
        foreach (var skipped in result.Skipped.Take(SkippedShown))
            output.WriteLine($"skipped {skipped.Name}: {skipped.Reason}");
        if (result.Skipped.Count > SkippedShown)
            output.WriteLine($"skipped {result.Skipped.Count - SkippedShown} more; --json lists them all");
    }

    private void WriteOne(InputCount count)
    {
        output.WriteLine(Tokens(count.Tokens) + (count.FormatTokens > 0
            ? $", of which {Number(count.FormatTokens)} are not text (chat format, images and the like)" : ""));
        WriteLine("text", Number(count.TextBytes) + " bytes"
            + (count.BytesPerToken is { } bytes ? $", {BytesPerToken(bytes)} per token" : ""));
        if (count.Surface is { } surface)
            WriteLine("read as", $"a request of {RequestRecognizer.PathOf(surface)}");
        else if (count.Refusal is { } refusal)
            WriteLine("read as", $"a text, as it {refusal}");
        WriteLine("tokenizer", $"{count.Tokenizer.Name}, {count.Tokenizer.Reason}");
        WriteLine("count", Exactness(count));
        WriteTime();
    }

    private void WriteTable()
    {
        string[][] rows =
        [
            ["tokens", "bytes", "bytes/token", "input"],
            .. result.Counts.Select(Row),
            Row(result.Tokens, result.TextBytes, result.BytesPerToken, $"total of {result.Counts.Count}"),
        ];
        var widths = Enumerable.Range(0, 3).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine(string.Join(Gap, row[..3].Select((cell, column) => cell.PadLeft(widths[column]))) + Gap + row[3]);
        foreach (var count in result.Counts.Where(static count => count.Refusal is not null).Take(SkippedShown))
            WriteLine("read as", $"a text: {count.Name} {count.Refusal}");
        foreach (var group in result.Counts.GroupBy(static count => count.Tokenizer))
            WriteLine("tokenizer", $"{group.Key.Name}, {group.Key.Reason}" + Of(group.Count()));
        foreach (var group in result.Counts.GroupBy(Exactness))
            WriteLine("count", group.Key + Of(group.Count()));
        WriteTime();
    }

    private string[] Row(InputCount count) => Row(
        count.Tokens, count.TextBytes, count.BytesPerToken,
        count.Surface is { } surface ? $"{count.Name} ({RequestRecognizer.PathOf(surface)})" : count.Name);

    private static string[] Row(long tokens, long bytes, double? bytesPerToken, string name) =>
        [Number(tokens), Number(bytes), BytesPerToken(bytesPerToken), name];

    private string Of(int inputs) => inputs == result.Counts.Count ? "" : $" ({inputs} of {result.Counts.Count} inputs)";

    private void WriteTime()
    {
        var seconds = result.CountingTime.TotalSeconds;
        var rate = result.TextBytes >= 1_000_000 && seconds > 0
            ? $", {(result.TextBytes / seconds / 1e6).ToString("0", CultureInfo.InvariantCulture)} MB/s" : "";
        var loading = result.LoadingTime > TimeSpan.Zero
            ? $"; {Milliseconds(result.LoadingTime)} before that, to load the tokenizer" : "";
        WriteLine("time", $"{Milliseconds(result.CountingTime)}{rate}{loading}");
    }

    private void WriteLine(string name, string value) => output.WriteLine($"{Gap}{name,-9} {value}");

    private static string Exactness(InputCount count)
    {
        if (count.IsExact)
            return "exact";
        return count.Tokenizer.Counter is null
            ? $"estimated, {TextCounter.EstimatedBytesPerToken.ToString(CultureInfo.InvariantCulture)} bytes a token"
            : "not exact: parts that are no text (images, audio, documents) are priced by rule";
    }

    private static string Tokens(long tokens) => tokens == 1 ? "1 token" : $"{Number(tokens)} tokens";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string BytesPerToken(double? bytes) => bytes?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";

    private static string Milliseconds(TimeSpan time) =>
        time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms";
}
