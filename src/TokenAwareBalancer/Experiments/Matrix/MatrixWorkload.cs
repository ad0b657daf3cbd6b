namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>What is asked in a cell: the requests of traces, or such as are drawn.</summary>
/// <param name="Traces">Mixed, in this order; none for what is drawn.</param>
/// <param name="Mix">As <c>--mix</c> has it; null for traces.</param>
internal sealed record MatrixWorkload(IReadOnlyList<TraceKind> Traces, string? Mix)
{
    public static MatrixWorkload Conversation { get; } = new([TraceKind.AzureConversation], Mix: null);

    public static MatrixWorkload Code { get; } = new([TraceKind.AzureCode], Mix: null);

    public static MatrixWorkload ConversationAndCode { get; } =
        new([TraceKind.AzureConversation, TraceKind.AzureCode], Mix: null);

    public static MatrixWorkload Chat { get; } = Drawn("lognormal:in=400,out=150,sigma=1");

    public static MatrixWorkload Reasoning { get; } = Drawn("lognormal:in=250,out=900,sigma=1.1");

    public static MatrixWorkload Mooncake { get; } = new([TraceKind.Mooncake], Mix: null);

    public static MatrixWorkload Drawn(string mix) => new([], mix);
}
