using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TokenAwareBalancer.Discovering.Starting;

/// <summary>The configuration file for what was found: what <c>serve</c> loads, and what <c>init</c> writes.</summary>
internal static partial class FoundConfiguration
{
    private const string Head = """
        # Configuration of the Token-Aware Balancer, written by `balancer init`.
        # Check it with `balancer validate`, start with `balancer serve`. Every setting is listed by
        # `balancer schema --format markdown`.

        # Where clients connect, and where operators and Prometheus do. These are the defaults.
        # listen: 127.0.0.1:8700
        # admin:
        #   listen: 127.0.0.1:8701

        # How a backend is chosen. This is the default.
        # policy: pending-prefill

        # Where what answers teach is kept from one start to the next: a file in a folder that the balancer may write in.
        # learning: { file: learned.json }


        """;

    private const string Example = """
        # No engine was found, so this is an example: put the address of yours here.
        backends:
          - name: engine-1
            # http or https, with or without /v1.
            url: http://127.0.0.1:8000
            # What it serves; without this list, any model name.
            # models: [llama-3.1-8b]
            # What it is sent at once; without this, what the engine tells (llama.cpp its slots), else no limit.
            # maxConcurrency: 64
            # Sent as Authorization: Bearer, from the environment.
            # apiKey: ${ENGINE_KEY}

        # A tokenizer makes counts of prompts exact; without one they are estimates that learn from answers.
        # models:
        #   llama-3.1-8b: { tokenizer: cl100k_base }

        """;

    /// <summary>Valid as it is, also when nothing was found: then it holds an example.</summary>
    public static string Write(IReadOnlyList<FoundBackend> backends)
    {
        if (backends.Count == 0)
            return Head + Example;
        var text = new StringBuilder(Head).AppendLine("backends:");
        foreach (var backend in backends)
            Write(backend, text);
        WriteTokenizers(backends, text);
        return text.ToString();
    }

    private static void Write(FoundBackend backend, StringBuilder text)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"  # {Describe(backend)}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"  - name: {Quote(backend.Name)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"    url: {Quote(backend.Url)}");
        if (backend.Engine is { } engine)
        {
            text.AppendLine("    models:");
            foreach (var model in engine.Models)
                text.AppendLine(CultureInfo.InvariantCulture, $"      - {Quote(model)}");
        }
        else
        {
            text.AppendLine("    # models: []  # name them; without the list it is taken to serve any model");
        }

        if (backend.Engine?.Slots is { } slots)
            text.AppendLine(CultureInfo.InvariantCulture, $"    # maxConcurrency: {slots}  # the engine tells, and is asked at every start");
    }

    private static string Describe(FoundBackend backend) => backend.Engine is { } engine
        ? engine.Kind.Name
        : $"{backend.Url} {backend.Place.Found.Words.ReplaceLineEndings(" ")}";

    private static void WriteTokenizers(IReadOnlyList<FoundBackend> backends, StringBuilder text)
    {
        var known = FoundModels.WithTokenizer(backends).ToArray();
        text.AppendLine();
        text.AppendLine("# A tokenizer makes counts of prompts exact; without one they are estimates that learn from "
            + "answers.");
        if (known.Length > 0)
            text.AppendLine("models:");
        foreach (var (model, tokenizer) in known)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {Quote(model)}: {{ tokenizer: {tokenizer} }}");
    }

    // Names are the engines': nothing in them may be taken for YAML, or for a variable of the environment.
    private static string Quote(string text) =>
        Plain().IsMatch(text) && !Words().IsMatch(text) ? text : $"\"{Escape(text)}\"";

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("${", "$${", StringComparison.Ordinal);

    [GeneratedRegex("^[A-Za-z/]([A-Za-z0-9/._:@+-]*[A-Za-z0-9/._@+-])?$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex("^(null|true|false|yes|no|on|off|y|n)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Words();
}
