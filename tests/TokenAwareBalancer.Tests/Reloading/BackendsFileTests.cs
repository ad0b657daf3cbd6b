using System.Globalization;
using System.Text;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Reloading;

/// <summary>A file of backends that is replaced while the balancer runs.</summary>
public sealed class BackendsFileTests : ReloadTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private string BackendsPath => Path.Combine(_folder.FullName, "backends.yaml");

    private protected override void DisposeClients()
    {
        base.DisposeClients();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task File_Replaced_IsInForceSoonWithoutBeingAskedFor()
    {
        var backends = Named(2);
        Replace(backends[..1]);
        await StartFromFileAsync($"backendsFile: {BackendsPath}");

        Replace(backends);

        await Patience.UntilAsync(() => Gate.Fleet.Backends.Length == 2);
        Assert.Equal(["b0", "b1"], Gate.Fleet.Backends.Select(backend => backend.Name));
    }

    [Fact]
    public async Task File_BrokenOrEmptied_KeepsTheLastGoodOneAndIsShown()
    {
        var backends = Named(1);
        Replace(backends);
        await StartFromFileAsync($"backendsFile: {BackendsPath}");

        File.WriteAllText(BackendsPath, "");
        await Patience.UntilAsync(async () => (await ScrapeAsync()).Value("balancer_configuration_stale") == 1);
        var report = (await GetAdminAsync("/admin/configuration")).GetProperty("lastReload");
        Assert.StartsWith($"{BackendsPath}: backends: is empty", report.GetProperty("errors")[0].GetString(),
            StringComparison.Ordinal);
        Assert.Equal(200, (await AskChatAsync()).Status);

        File.Delete(BackendsPath);
        Replace(backends);
        await Patience.UntilAsync(async () => (await ScrapeAsync()).Value("balancer_configuration_stale") == 0);
        Assert.Equal(0, (await ScrapeAsync()).Value("balancer_configuration_stale"));
    }

    [Fact]
    public async Task File_BehindALinkThatIsReplaced_IsReadAgain()
    {
        // As Kubernetes does it: the folder's link changes, and the file's own path and link do not.
        var backends = Named(2);
        var link = Path.Combine(_folder.FullName, "..data");
        WriteVersion("1", backends[..1]);
        Directory.CreateSymbolicLink(link, Path.Combine(_folder.FullName, "1"));
        File.CreateSymbolicLink(BackendsPath, Path.Combine("..data", "backends.yaml"));
        await StartFromFileAsync($"backendsFile: {BackendsPath}");

        WriteVersion("2", backends);
        Directory.CreateSymbolicLink(link + "_new", Path.Combine(_folder.FullName, "2"));
        Directory.Delete(link);
        Directory.Move(link + "_new", link);

        await Patience.UntilAsync(() => Gate.Fleet.Backends.Length == 2);
        Assert.Equal(2, Gate.Fleet.Backends.Length);
    }

    [Fact]
    public async Task File_ReplacedFiftyTimesUnderLoad_FailsNoRequest()
    {
        var backends = Named(3);
        Replace(backends);
        await StartFromFileAsync($"backendsFile: {BackendsPath}");
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(_ => AskUntilAsync(stop.Token)).ToArray();

        for (var change = 0; change < 50; change++)
        {
            Replace([.. backends.Where((_, index) => index != change % 4)]);
            Assert.Equal(200, (await ReloadAsync()).Status);
        }

        await stop.CancelAsync();
        var answers = (await Task.WhenAll(clients)).SelectMany(statuses => statuses).ToArray();
        Assert.All(answers, status => Assert.Equal(200, status));
        Assert.True(answers.Length >= 50, $"{answers.Length} answers");
        Assert.True((await GetAdminAsync("/admin/configuration")).GetProperty("generation").GetInt32() >= 51);
        await Patience.UntilAsync(() => Gate.LeavingBackends.Count == 0);
        Assert.Empty(Gate.LeavingBackends);
    }

    private (string Name, ScriptedBackend Backend)[] Named(int count) =>
    [
        .. Backends(count, exchange => exchange.StreamAsync(Encoding.UTF8.GetBytes(Wire.ContentEvent)))
            .Select((backend, index) => (string.Create(CultureInfo.InvariantCulture, $"b{index}"), backend)),
    ];

    private void Replace((string Name, ScriptedBackend Backend)[] backends)
    {
        File.WriteAllText(BackendsPath + ".new", Text(backends));
        File.Move(BackendsPath + ".new", BackendsPath, overwrite: true);
    }

    private void WriteVersion(string version, (string Name, ScriptedBackend Backend)[] backends)
    {
        var folder = _folder.CreateSubdirectory(version);
        File.WriteAllText(Path.Combine(folder.FullName, "backends.yaml"), Text(backends));
    }

    private static string Text((string Name, ScriptedBackend Backend)[] backends) => string.Concat(
        backends.Select(entry => $"- name: {entry.Name}\n  url: {entry.Backend.Address}\n"));

    private async Task<List<int>> AskUntilAsync(CancellationToken stop)
    {
        var client = await ConnectAsync();
        List<int> statuses = [];
        while (!stop.IsCancellationRequested)
            statuses.Add((await client.AskAsync(Wire.PostChat(stream: true))).Status);
        return statuses;
    }
}
