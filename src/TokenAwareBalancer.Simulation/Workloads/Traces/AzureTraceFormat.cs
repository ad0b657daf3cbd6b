using System.Globalization;

namespace TokenAwareBalancer.Workloads.Traces;

/// <summary>The CSV of Azure's LLM inference traces, of 2023 and of 2024.</summary>
/// <remarks>
/// They differ in the time: <c>2023-11-16 18:17:03.9799600</c>, and <c>2024-05-10 00:00:00.009930+00:00</c> without a
/// fraction where it is zero. Columns are found by their names; others may stand beside them.
/// </remarks>
internal sealed class AzureTraceFormat : TraceFormat
{
    public const string Header = "TIMESTAMP,ContextTokens,GeneratedTokens";

    private static readonly string[] TimeFormats =
        ["yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Near the traces, so that a tenth of a microsecond is not lost beside the seconds since.</summary>
    private static readonly DateTimeOffset Origin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string TokensExpected = $"a whole number from 0 to {TraceRequest.MostTokens}";

    private readonly string _header;
    private readonly string[] _columns;
    private readonly int _time;
    private readonly int _prompt;
    private readonly int _output;

    private AzureTraceFormat(string header, string[] columns)
    {
        _header = header;
        _columns = columns;
        _time = Array.IndexOf(columns, "TIMESTAMP");
        _prompt = Array.IndexOf(columns, "ContextTokens");
        _output = Array.IndexOf(columns, "GeneratedTokens");
    }

    public override string Name => "Azure";

    /// <returns>Null when the line lacks one of the columns.</returns>
    public static AzureTraceFormat? FromHeader(string line)
    {
        var format = new AzureTraceFormat(line, line.Split(',', StringSplitOptions.TrimEntries));
        return Math.Min(format._time, Math.Min(format._prompt, format._output)) >= 0 ? format : null;
    }

    public override TraceRequest? Parse(string line)
    {
        if (line == _header)
            return null;
        var cells = line.Split(',', StringSplitOptions.TrimEntries);
        if (cells.Length != _columns.Length)
            throw new FormatException($"{cells.Length} columns; expected the header's {_columns.Length}: {_header}");
        return new TraceRequest(Time(cells[_time]), Tokens(cells, _prompt), Tokens(cells, _output));
    }

    private static double Time(string cell) =>
        DateTimeOffset.TryParseExact(
            cell, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? (time - Origin).TotalSeconds
            : throw Wrong("TIMESTAMP", $"'{cell}'", "a time such as 2023-11-16 18:17:03.9799600");

    private int Tokens(string[] cells, int column) =>
        int.TryParse(cells[column], NumberStyles.None, CultureInfo.InvariantCulture, out var tokens)
        && tokens <= TraceRequest.MostTokens
            ? tokens
            : throw Wrong(_columns[column], $"'{cells[column]}'", TokensExpected);
}
