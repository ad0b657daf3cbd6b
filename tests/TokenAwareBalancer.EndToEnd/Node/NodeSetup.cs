using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using TokenAwareBalancer.Documentation;

namespace TokenAwareBalancer.Node;

/// <summary>Node.js, and the client packages that <c>npm ci</c> installs beside the scripts.</summary>
internal static class NodeSetup
{
    private const string ScriptFolder = "tests/clients-node";
    private const int OldestVersion = 20;

    public static string Folder => Path.Combine(RepositoryFiles.Root, ScriptFolder);

    // Asked once: every check of every script asks.
    private static readonly Lazy<Task<string?>> Missing = new(FindMissingAsync);

    /// <summary>Skips the test when something is missing, and says what.</summary>
    public static async Task RequireAsync()
    {
        if (await Missing.Value is { } missing)
            Assert.Skip(missing);
    }

    private static async Task<string?> FindMissingAsync()
    {
        if (await ReadVersionAsync() is not >= OldestVersion)
            return $"node, version {OldestVersion} or newer, is not installed; it is Debian's package \"nodejs\".";
        foreach (var (package, version) in Read("package.json")["dependencies"]!.AsObject())
        {
            if (!IsInstalled(package, version!.GetValue<string>()))
            {
                return $"npm's package \"{package}\" {version} is not installed. Run `npm ci` in {ScriptFolder}; "
                    + "npm itself is Debian's package \"npm\".";
            }
        }
        return null;
    }

    private static async Task<int?> ReadVersionAsync()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true })!;
            var version = await node.StandardOutput.ReadToEndAsync();
            return int.Parse(version.Trim().TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static bool IsInstalled(string package, string version)
    {
        var description = Path.Combine("node_modules", package, "package.json");
        return File.Exists(Path.Combine(Folder, description))
            && Read(description)["version"]!.GetValue<string>() == version;
    }

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!;
}
