using TokenAwareBalancer.Llama;

namespace TokenAwareBalancer.Node;

/// <summary>
/// The client packages that most JavaScript programs use, through the balancer to two llama-servers. What is claimed
/// of each is in its script in <c>tests/clients-node</c>.
/// </summary>
[Collection(LlamaTests.Name)]
public sealed class ClientTests : IClassFixture<NodeRuns>
{
    private readonly NodeRuns _runs;

    public ClientTests(NodeRuns runs) => _runs = runs;

    public static TheoryData<string> Scripts => new(ClientChecks.ByScript.Keys);

    public static TheoryData<string, string> Checks => new(
        from script in ClientChecks.ByScript
        from check in script.Value
        select (script.Key, check));

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task Client_ThroughTheBalancer_PassesItsCheck(string script, string check)
    {
        var run = await _runs.RequireAsync(script);

        var result = run.Checks.SingleOrDefault(result => result.Name == check);

        Assert.True(result is not null, $"{script}.mjs did not report \"{check}\". {run.Ending}");
        Assert.True(result.Ok, result.Detail);
        TestContext.Current.TestOutputHelper?.WriteLine($"{result.Milliseconds} ms {result.Detail}");
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Script_AtItsEnd_HasReportedTheKnownChecksAndExitsWithZero(string script)
    {
        var run = await _runs.RequireAsync(script);

        Assert.Equal(ClientChecks.ByScript[script], run.Checks.Select(check => check.Name));
        Assert.Equal("Exit code 0. ", run.Ending);
    }
}
