using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using TokenAwareBalancer.Documentation;

namespace TokenAwareBalancer.Node;

/// <summary>Node.js, and the packages that <c>npm ci</c> installs in a folder of scripts.</summary>
internal sealed class NodePackages
{
    private const int OldestVersion = 20;

    private readonly string _relativeFolder;

    // Asked once: every test asks.
    private readonly Lazy<Task<string?>> _missing;

    /// <param name="relativeFolder">From the repository's root.</param>
    public NodePackages(string relativeFolder)
    {
        _relativeFolder = relativeFolder;
        _missing = new(FindMissingAsync);
    }

    public string Folder => Path.Combine(RepositoryFiles.Root, _relativeFolder);

    /// <summary>Skips the test when something is missing, and says what.</summary>
    public async Task RequireAsync()
    {
        if (await _missing.Value is { } missing)
            Assert.Skip(missing);
    }

    private async Task<string?> FindMissingAsync()
    {
        if (await ReadVersionAsync() is not >= OldestVersion)
            return $"node, version {OldestVersion} or newer, is not installed; it is Debian's package \"nodejs\".";
        foreach (var (package, version) in Read("package.json")["dependencies"]!.AsObject())
        {
            if (!IsInstalled(package, version!.GetValue<string>()))
            {
                return $"npm's package \"{package}\" {version} is not installed. Run `npm ci` in {_relativeFolder}; "
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

    private bool IsInstalled(string package, string version)
    {
        var description = Path.Combine("node_modules", package, "package.json");
        return File.Exists(Path.Combine(Folder, description))
            && Read(description)["version"]!.GetValue<string>() == version;
    }

    private JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!;
}
