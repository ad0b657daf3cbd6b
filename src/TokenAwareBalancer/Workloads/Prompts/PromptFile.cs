using System.Text.Json;
using TokenAwareBalancer.Workloads.Bodies;

namespace TokenAwareBalancer.Workloads.Prompts;

/// <summary>A file of prompts as requests: checked when it is opened, held while it is small.</summary>
internal sealed class PromptFile
{
    /// <summary>A larger file is read again each time around, so that its size is no matter.</summary>
    private const long MostHeldBytes = 64 << 20;

    private readonly string _path;
    private readonly RequestShape _shape;
    private readonly RequestSurface? _asked;
    private List<PlannedRequest>? _held = [];
    private long _bodyBytes;
    private long _promptTokens;
    private long _outputTokens;

    private PromptFile(string path, RequestShape shape, RequestSurface? asked) =>
        (_path, _shape, _asked) = (path, shape, asked);

    public int Count { get; private set; }

    /// <summary>Not a number in the answers when one of them leaves its length to the engine.</summary>
    public (double PromptTokens, double OutputTokens) MeanTokens =>
        ((double)_promptTokens / Count, LeavesLengthOpen ? double.NaN : (double)_outputTokens / Count);

    private bool LeavesLengthOpen { get; set; }

    /// <summary>Reads the file once, and checks each line.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shape">What lines that do not say otherwise have in common.</param>
    /// <param name="asked">What they are sent as; null leaves it to the fields of each line.</param>
    /// <exception cref="WorkloadException">It cannot be read, a line is wrong, or it is empty.</exception>
    public static PromptFile Open(string path, RequestShape shape, RequestSurface? asked)
    {
        var file = new PromptFile(path, shape, asked);
        foreach (var request in LineFile.Read(path, file.Parse))
            file.Add(request);
        return file.Count > 0 ? file : throw new WorkloadException(
            $"{path} holds no prompt; expected one to a line, such as {PromptLine.Example}.");
    }

    /// <summary>The requests of the file, once.</summary>
    public IEnumerable<PlannedRequest> Read() => _held ?? LineFile.Read(_path, Parse);

    private void Add(PlannedRequest request)
    {
        Count++;
        _promptTokens += request.PromptTokens;
        _outputTokens += request.OutputTokens ?? 0;
        LeavesLengthOpen |= request is { OutputTokens: null } && request.Path != RequestSurface.Embeddings.Path;
        _bodyBytes += request.Body.Length;
        if (_bodyBytes > MostHeldBytes)
            _held = null;
        _held?.Add(request);
    }

    private PlannedRequest Parse(string line) => LineJson.Read(line, PromptLine.Example, Parse);

    private PlannedRequest Parse(JsonElement element)
    {
        var line = PromptLine.Read(element, _asked);
        var body = new PromptBody(line, _shape with { Surface = line.Surface });
        return new PlannedRequest(PromptLength.CountTokens(line), body.IsStreaming, body.Write())
        {
            Path = line.Surface.Path,
            OutputTokens = body.OutputTokens,
        };
    }
}
