using System.Net;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Discovering.Dns;

/// <summary>Questions to a DNS server on this machine, which answers well, late, in part or not at all.</summary>
public sealed class ServiceLookupTests : IDisposable
{
    private const string Name = "_http._tcp.vllm.svc";

    private readonly ServiceDns _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Name_WithRecords_IsFound()
    {
        _server.Records = [Record("a"), Record("b")];

        Assert.Equal(["a", "b"], await TargetsAsync());
    }

    [Fact]
    public async Task Answer_ThatIsCutOff_IsAskedForOverTcp()
    {
        _server.Truncates = true;
        _server.Records = [.. Enumerable.Range(0, 200).Select(number => Record($"pod-{number}"))];

        Assert.Equal(200, (await TargetsAsync()).Length);
        Assert.Equal(1, _server.TcpAnswers);
    }

    [Fact]
    public async Task Answer_ToAnotherQuestionBeforeTheRightOne_IsNotLookedAt()
    {
        _server.Noise = DnsBytes.Answer(0, "another.name", DnsBytes.Service(0, 0, 80, DnsBytes.Name("evil")));
        _server.Records = [Record("good")];

        Assert.Equal(["good"], await TargetsAsync());
    }

    [Fact]
    public async Task Server_ThatIsSilent_IsFollowedByTheNext()
    {
        using var silent = new ServiceDns { IsSilent = true };
        _server.Records = [Record("a")];

        Assert.Equal(["a"], await TargetsAsync(silent, _server));
    }

    [Fact]
    public async Task Server_ThatFails_IsFollowedByTheNextAndThenTold()
    {
        using var failing = new ServiceDns { Code = DnsCode.ServerFailure };
        _server.Records = [Record("a")];
        Assert.Equal(["a"], await TargetsAsync(failing, _server));

        var exception = await Assert.ThrowsAsync<IOException>(() => TargetsAsync(failing));
        Assert.Equal($"{failing.Address} answered ServerFailure", exception.Message);
    }

    [Fact]
    public async Task Name_ThatDoesNotExist_IsNothingAndNoFailure()
    {
        _server.Code = DnsCode.NoSuchName;

        Assert.Empty(await TargetsAsync());
    }

    [Fact]
    public async Task Servers_ThatAreAllSilent_AreToldInTime()
    {
        _server.IsSilent = true;

        var exception = await Assert.ThrowsAsync<IOException>(() => TargetsAsync());
        Assert.Equal($"{_server.Address} did not answer", exception.Message);
    }

    private Task<string[]> TargetsAsync() => TargetsAsync(_server);

    private static async Task<string[]> TargetsAsync(params ServiceDns[] servers)
    {
        var settings = new ResolverSettings(
            [.. servers.Select(server => IPEndPoint.Parse(server.Address))], SearchDomains: [], DotsOfWhole: 1);
        var records = await ServiceLookup.LookUpAsync(settings, Name, TimeSpan.FromSeconds(2), Patience.Token);
        return [.. records.Select(record => record.Target)];
    }

    private static byte[] Record(string target) => DnsBytes.Service(0, 0, 80, DnsBytes.Name(target));
}
