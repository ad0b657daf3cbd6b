using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using TokenAwareBalancer.Soak.Accounting;
using TokenAwareBalancer.Soak.Measuring;

namespace TokenAwareBalancer.Soak.Reporting;

/// <summary>Prints a soak as it goes, and its result as a table or as JSON.</summary>
internal sealed class SoakOutput
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly SoakOptions _options;
    private int _rounds;

    public SoakOutput(SoakOptions options) => _options = options;

    public void Begin() => Say(
        $"soak of {_options.Duration}, {_options.Concurrency} clients at once, --seed {_options.Seed}");

    public void Round(
        TimeSpan elapsed, ProcessReading reading, RequestBook book, IReadOnlyCollection<string> leftovers) => Say(
        string.Create(CultureInfo.InvariantCulture,
            $"{elapsed:hh\\:mm\\:ss} round {++_rounds}: {book.Sent} requests, {book.Count(RequestEnd.Complete)} whole, "
            + $"{book.Count(RequestEnd.Explained)} explained, {book.Count(RequestEnd.Aborted)} aborted, "
            + $"{book.Count(RequestEnd.Unexplained)} unexplained; at rest {reading.HeapBytes / 1024} KiB, "
            + $"{reading.Sockets} sockets, {reading.Timers} timers, {reading.Threads} threads, "
            + $"{leftovers.Count} leftovers"));

    public void End(SoakResult result)
    {
        if (_options.IsJson)
            Console.Out.WriteLine(JsonSerializer.Serialize(Document(result), Json));
        else
            Print(result);
    }

    // With --json standard output is the result's alone.
    private void Say(string line) => (_options.IsJson ? Console.Error : Console.Out).WriteLine(line);

    private void Print(SoakResult result)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No });
        var (warm, last) = (result.Readings[0], result.Readings[^1]);
        var trend = HeapTrend.Of(result.Readings.Skip(1).ToArray());
        var table = new Table().Border(TableBorder.Ascii2).AddColumns("what", "result", "must be");
        AddRow(table, "requests sent", result.Book.Sent, "");
        AddRow(table, "  whole", result.Book.Count(RequestEnd.Complete), "");
        AddRow(table, "  explained errors", result.Book.Count(RequestEnd.Explained), "");
        AddRow(table, "  aborted by the client", result.Book.Count(RequestEnd.Aborted), "");
        AddRow(table, "  unexplained", result.Book.Count(RequestEnd.Unexplained), "0");
        AddRow(table, "sent to more than one backend", result.Book.Retried, "");
        AddRow(table, "backends taken down", result.Restarts, "");
        AddRow(table, "leases opened and settled", result.Leases, "");
        AddRow(table, "heap at rest, KiB", $"{warm.HeapBytes / 1024} to {last.HeapBytes / 1024}", "level");
        AddRow(table, "heap, bytes a request", $"{trend.BytesPerRequest:0.0} (t = {trend.T:0.0})", "0, or t below 4");
        AddRow(table, "timers at rest", $"{warm.Timers} to {last.Timers}", "level");
        AddRow(table, "threads at rest", $"{warm.Threads} to {last.Threads}", "level");
        AddRow(table, "sockets after the stop", $"{result.AfterStop.Sockets}", "as before the start");
        AddRow(table, "timers after the stop", result.AfterStop.Timers, "1, of the process");
        console.Write(table);
        foreach (var (end, count) in result.Book.Ends.OrderByDescending(pair => pair.Value))
            Say(string.Create(CultureInfo.InvariantCulture, $"  {count,8} {end}"));
        foreach (var problem in result.Problems)
            Say($"LEFT OR LOST: {problem}");
        Say(result.Problems.Count == 0
            ? "nothing lost, nothing left"
            : $"{result.Problems.Count} problems; repeat with --seed {_options.Seed}");
    }

    private static void AddRow(Table table, string what, object value, string expected) =>
        table.AddRow(what, Convert.ToString(value, CultureInfo.InvariantCulture)!.EscapeMarkup(), expected);

    private object Document(SoakResult result) => new
    {
        _options.Seed,
        _options.Concurrency,
        DurationSeconds = _options.Duration.TotalSeconds,
        Requests = result.Book.Sent,
        Complete = result.Book.Count(RequestEnd.Complete),
        Explained = result.Book.Count(RequestEnd.Explained),
        Aborted = result.Book.Count(RequestEnd.Aborted),
        Unexplained = result.Book.Count(RequestEnd.Unexplained),
        result.Book.Retried,
        result.Restarts,
        result.Leases,
        result.Book.Ends,
        result.Readings,
        result.AfterStop,
        result.Problems,
    };
}
