using System.Text;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Tokenizing;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Budgets;

/// <summary>
/// What a decision may allocate: understanding, counting, estimating, choosing and charging together.
/// </summary>
public sealed class DecisionBudgetTests
{
    /// <summary>
    /// The lease with its lock, what it expects and holds, and its places in lines is about 550 bytes; nothing else should
    /// remain.
    /// </summary>
    private const int BudgetBytes = 640;

    private readonly AdmissionGate _gate;

    public DecisionBudgetTests()
    {
        Assert.True(BuiltInTokenizers.TryGet("o200k_base", out var counter));
        var backends = Enumerable.Range(0, 8).Select(index => TestFleet.Backend($"b{index}"));
        var fleet = new FleetSnapshot(backends, [new ModelDefinition("m", counter)], BalancingPolicies.Default);
        _gate = TestFleet.Gate(fleet);
    }

    [Fact]
    public void Decision_FourKilobyteChat_StaysWithinItsBudget()
    {
        var body = Chat(4096);
        for (var warmUp = 0; warmUp < 50; warmUp++)
            Decide(body).Settle();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var lease = Decide(body);
        var allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(lease.Held.PromptTokens, 500, 2000);
        Assert.InRange(allocatedBytes, 1, BudgetBytes);
    }

    private Lease Decide(ReadOnlySpan<byte> body)
    {
        var reader = RequestReader.Rent();
        Assert.Null(reader.Read(body, ApiSurface.ChatCompletions, 64, out var outline));
        var model = _gate.Fleet.FindModel(reader.ReadModelUtf8(body))!;
        var prompt = reader.Count(body, model.TokenCounter, model.Beliefs.BytesPerToken);
        reader.Return();
        var work = WorkEstimator.Estimate(new RequestProfile(outline, model.Name, prompt), model.Beliefs);
        return _gate.TryPlace(model, work, []).Placement.Lease;
    }

    private static byte[] Chat(int bytes)
    {
        const string Sentence = "The quick brown fox \\\"jumps\\\" over the lazy dog,\\nand counts 1234 tokens on its way. ";
        var text = string.Concat(Enumerable.Repeat(Sentence, (bytes / Sentence.Length) + 1))[..(bytes - 200)].TrimEnd('\\');
        return Encoding.UTF8.GetBytes(
            $$"""
            {"model":"m","stream":true,"max_tokens":256,"messages":[
            {"role":"system","content":"You are helpful."},{"role":"user","content":"{{text}}"}]}
            """);
    }
}
