using System.Text.Json;

namespace TokenAwareBalancer.Faults;

/// <summary>Reads one stream line by line, as client libraries do, and finds out how it ended.</summary>
internal sealed class StreamReading
{
    private const string Data = "data: ";
    private const string Start = """data: {"id":"chatcmpl-""";
    private const string Content = "\"delta\":{\"content\":\"";
    private const int IdLength = 16;

    private readonly List<string> _answerIds = [];
    private readonly Action<int> _onFirstContent;
    private int _contentEvents;
    private string? _error;
    private string? _torn;
    private bool _isDone;

    /// <param name="onFirstContent">Gets the seed of the engine that it came from.</param>
    public StreamReading(Action<int> onFirstContent) => _onFirstContent = onFirstContent;

    public async Task<StreamEnd> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
            return OfRefusal(response);
        try
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
                OnLine(line);
        }
        catch (IOException exception)
        {
            return End(StreamEndKind.Unexplained, exception.Message);
        }

        return this switch
        {
            { _error: { } error, _isDone: false } => End(StreamEndKind.ErrorEvent, error),
            { _isDone: true, _error: null, _torn: null } => End(StreamEndKind.Complete, null),
            _ => End(StreamEndKind.Unexplained, $"done: {_isDone}, error: {_error}, torn: {_torn}"),
        };
    }

    private StreamEnd OfRefusal(HttpResponseMessage response) =>
        response.Headers.TryGetValues("x-balancer-reason", out var reasons)
            ? End(StreamEndKind.Refused, reasons.Single())
            : End(StreamEndKind.Unexplained, $"Status {(int)response.StatusCode} without a reason.");

    private StreamEnd End(StreamEndKind kind, string? reason) => new(kind, reason, _answerIds, _contentEvents);

    private void OnLine(string line)
    {
        if (line.Length == 0)
            return;
        if (line == Data + "[DONE]")
            _isDone = true;
        else if (line.StartsWith(Start, StringComparison.Ordinal) && line.EndsWith('}'))
            OnEvent(line);
        else if (line.StartsWith(Data + "{\"error\"", StringComparison.Ordinal))
            OnError(line[Data.Length..]);
        else
            _torn = line;
    }

    private void OnEvent(string line)
    {
        if (!line.Contains(Content, StringComparison.Ordinal))
            return;
        var id = line.Substring(Start.Length, IdLength);
        if (!_answerIds.Contains(id))
            _answerIds.Add(id);
        if (++_contentEvents == 1)
            _onFirstContent(StreamEnd.EngineOf(id));
    }

    private void OnError(string json)
    {
        using var document = JsonDocument.Parse(json);
        var error = document.RootElement.GetProperty("error");
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        _error = error.GetProperty("code").GetString();
    }
}
