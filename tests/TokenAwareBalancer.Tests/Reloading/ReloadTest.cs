using System.Text.Json;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Serving;

namespace TokenAwareBalancer.Reloading;

/// <summary>A balancer whose configuration is a file that the test writes.</summary>
public abstract class ReloadTest : ServingTest
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"balancer-{Guid.NewGuid():n}.yaml");

    private protected override void DisposeClients()
    {
        base.DisposeClients();
        File.Delete(_file);
    }

    /// <summary>Starts with a file of these lines, and these backends.</summary>
    private protected async Task StartFromFileAsync(string lines, params (string Name, ScriptedBackend Backend)[] backends)
    {
        Write(lines, backends);
        Source = new ConfigurationSource(_file, () => ConfigurationLoader.LoadFile(
            _file, [], ConfigurationVocabulary.Shipped, static _ => null));
        var options = Source.Load().Options!;
        await StartAsync(started =>
        {
            foreach (var setting in typeof(BalancerOptions).GetProperties().Where(setting => setting.CanWrite))
                setting.SetValue(started, setting.GetValue(options));
        });
    }

    private protected void Write(string lines, params (string Name, ScriptedBackend Backend)[] backends) =>
        WriteText($"""
            listen: 127.0.0.1:0
            learnConcurrency: false
            preferLoaded: false
            health: {"{"} probes: false {"}"}
            scraping: {"{"} enabled: false {"}"}
            {(lines.Contains("admin:", StringComparison.Ordinal) ? "" : "admin: { listen: 127.0.0.1:0 }")}
            {lines}
            {(backends.Length > 0 ? "backends:" : "")}
            {string.Concat(backends.Select(entry => $"  - name: {entry.Name}\n    url: {entry.Backend.Address}\n"))}
            """);

    /// <summary>As Kubernetes and careful editors do: the old file or the new one, nothing between.</summary>
    private protected void WriteText(string text)
    {
        File.WriteAllText(_file + ".new", text);
        File.Move(_file + ".new", _file, overwrite: true);
    }

    /// <summary>What the admin port says to a reload.</summary>
    private protected async Task<(int Status, JsonElement Report)> ReloadAsync(params string[] headers)
    {
        using var client = await RawClient.ConnectAsync(AdminAddress);
        var answer = await client.AskAsync(Wire.Post("/admin/reload", [], headers));
        return (answer.Status, JsonDocument.Parse(answer.Text).RootElement);
    }

    private protected async Task<JsonElement> GetAdminAsync(string path)
    {
        using var client = await RawClient.ConnectAsync(AdminAddress);
        return JsonDocument.Parse((await client.AskAsync(Wire.Get(path))).Text).RootElement;
    }
}
