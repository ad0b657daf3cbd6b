using TokenAwareBalancer.Workloads;
using TokenAwareBalancer.Workloads.Traces;

namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>A public trace that cells of the matrix are made of, known by what it is and not by its name.</summary>
/// <param name="Name">As reports say it.</param>
internal sealed record TraceKind(string Name)
{
    /// <summary>
    /// Prompt tokens for each of answer: 5.5 in Azure's conversations, 73 in its code; this lies as far from both.
    /// </summary>
    private const double PromptPerAnswerOfCode = 20;

    public static TraceKind AzureConversation { get; } = new("Azure's conversations");

    public static TraceKind AzureCode { get; } = new("Azure's code");

    public static TraceKind Mooncake { get; } = new("Mooncake's");

    /// <summary>Reads a trace to its end.</summary>
    /// <exception cref="WorkloadException">It cannot be read, or is no trace.</exception>
    public static TraceKind Recognise(string path)
    {
        var trace = TraceFile.Open(path);
        if (trace.FormatName == MooncakeTraceFormat.FormatName)
            return Mooncake;
        return trace.Summary.MeanPromptTokens < PromptPerAnswerOfCode * trace.Summary.MeanOutputTokens
            ? AzureConversation
            : AzureCode;
    }
}
