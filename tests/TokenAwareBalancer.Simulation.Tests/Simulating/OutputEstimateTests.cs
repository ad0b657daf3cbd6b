using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Workloads.Traces;

namespace TokenAwareBalancer.Simulating;

/// <summary>
/// Public traces in the order of their time: each answer's length is expected, then seen and learned.
/// <c>docs/estimating.md</c> has the figures.
/// </summary>
/// <remarks>
/// Needs the traces, which the repository does not hold: set BALANCER_TEST_TRACES to their folder.
/// </remarks>
public sealed class OutputEstimateTests
{
    private const string Conversation = "azure2023_conv.csv";
    private const string Code = "azure2023_code.csv";
    private const string Mooncake = "mooncake_conversation.jsonl";

    private readonly ModelBeliefs _beliefs = new();

    [Theory]
    [InlineData(Conversation, null)]
    [InlineData(Code, null)]
    [InlineData(Mooncake, null)]
    [InlineData(Conversation, 400)]
    [InlineData(Conversation, 200)]
    [InlineData(Code, 100)]
    public void Quantiles_OfATrace_CoverTheirPartWithinFivePoints(string trace, int? capTokens)
    {
        var seen = new LengthReplay(_beliefs).Run(Read(trace), capTokens: capTokens);

        Assert.InRange(seen.CoverageOfP50, 0.45, 0.55);
        if (seen.JudgedOfP90 > 1000)
            Assert.InRange(seen.CoverageOfP90, 0.85, 0.95);
    }

    /// <remarks>Those who ask are not told apart: the shift is in the lengths alone.</remarks>
    [Theory]
    [InlineData(Conversation, Code)]
    [InlineData(Code, Conversation)]
    public void Quantiles_WorkloadTurnsIntoAnother_CoverTheirPartFromTheTwoHundredthAnswerOn(string before, string after)
    {
        var replay = new LengthReplay(_beliefs);
        replay.Run(Read(before));
        var meeting = replay.Run(Read(after)[..200]);
        var following = replay.Run(Read(after)[200..1200]);

        Assert.InRange(following.CoverageOfP50, 0.45, 0.57);
        Assert.InRange(following.CoverageOfP90, 0.85, 0.95);
        Assert.InRange(following.MeanAbsoluteErrorTokens, 0, meeting.MeanAbsoluteErrorTokens);
    }

    [Fact]
    public void Quantiles_TwoTenantsAtOnce_CoverTheirPartForBoth()
    {
        var requests = Read(Conversation).Select(request => (request, Tenant: "chat"))
            .Concat(Read(Code).Select(request => (request, Tenant: "code")))
            .OrderBy(one => one.request.ArrivalSeconds).ToArray();
        var replay = new LengthReplay(_beliefs);
        var (chat, code) = (new LengthReplay.Seen(), new LengthReplay.Seen());
        foreach (var (request, tenant) in requests)
            replay.Step(request, tenant, null, tenant == "chat" ? chat : code);

        Assert.All(new[] { chat, code }, seen =>
        {
            Assert.InRange(seen.CoverageOfP50, 0.45, 0.55);
            Assert.InRange(seen.CoverageOfP90, 0.85, 0.95);
        });
    }

    [Fact]
    public void Mean_OfConversations_ExplainsSevenTimesAsMuchAsThePlainMean()
    {
        var seen = new LengthReplay(_beliefs).Run(Read(Conversation));

        Assert.InRange(seen.ExplainedPart, 0.70, 1);
        Assert.InRange(seen.ExplainedPartOfPlainMean, 0, 0.11);
        Assert.InRange(seen.MeanAbsoluteErrorTokens, 0, 50);
        Assert.InRange(seen.MeanAbsoluteErrorTokensOfPlainMean, 125, 200);
    }

    private static TraceRequest[] Read(string trace)
    {
        var folder = Environment.GetEnvironmentVariable("BALANCER_TEST_TRACES");
        Assert.SkipWhen(
            folder is null, "Set BALANCER_TEST_TRACES to a folder with the traces that docs/simulation.md names.");
        return [.. TraceFile.Open(Path.Combine(folder, trace)).Read().Where(request => request.OutputTokens > 0)];
    }
}
