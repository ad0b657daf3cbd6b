using System.Globalization;
using System.Text.Json.Nodes;
using TokenAwareBalancer.Reloading;

namespace TokenAwareBalancer.Administration;

/// <summary><c>GET /admin/configuration</c> and <c>POST /admin/reload</c>: which configuration is in force.</summary>
/// <remarks>No setting is shown: some are secret. Errors name them as written, redacted.</remarks>
internal sealed class ConfigurationActions(ConfigurationReloader reloader, ConfigurationInForce configuration)
{
    public const string Path = "/admin/configuration";

    public const string ReloadPath = "/admin/reload";

    /// <summary>Whether there is a file to read again.</summary>
    public bool CanReload => reloader.Source is not null;

    /// <returns>Whether the new configuration is in force.</returns>
    public async Task<bool> ReloadAsync() => (await reloader.ReloadAsync("admin")).IsSuccess;

    public JsonObject Report() => new()
    {
        ["generation"] = configuration.Current.Generation,
        ["loadedAt"] = Text(configuration.Current.LoadedAt),
        ["file"] = reloader.Source?.File,
        ["files"] = Names(reloader.Source?.Files ?? []),
        ["awaitingRestart"] = Names(reloader.AwaitingRestart),
        ["lastReload"] = reloader.Last is { } last ? Describe(last) : null,
    };

    private static JsonObject Describe(ReloadResult reload) => new()
    {
        ["at"] = Text(reload.At),
        ["trigger"] = reload.Trigger,
        ["succeeded"] = reload.IsSuccess,
        ["errors"] = Names(reload.Errors.Select(error => error.ToString())),
        ["addedBackends"] = Names(reload.Changes?.Added ?? []),
        ["removedBackends"] = Names(reload.Changes?.Removed ?? []),
    };

    private static string Text(DateTimeOffset time) =>
        time.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(name => JsonValue.Create(name))];
}
