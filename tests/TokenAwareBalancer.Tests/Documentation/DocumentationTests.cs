using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Engine;
using TokenAwareBalancer.Engine.Identities;
using TokenAwareBalancer.Failures;

namespace TokenAwareBalancer.Documentation;

public sealed partial class DocumentationTests
{
    public static TheoryData<string> MarkdownFiles => [.. RepositoryFiles.MarkdownFiles()];

    [Theory, MemberData(nameof(MarkdownFiles))]
    public void Document_LinksToFiles_ThatExist(string file)
    {
        var folder = Path.Combine(RepositoryFiles.Root, Path.GetDirectoryName(file)!);
        var missing = Link().Matches(RepositoryFiles.Read(file))
            .Select(link => link.Groups["target"].Value)
            .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(folder, target)));

        Assert.Empty(missing);
    }

    [Fact]
    public void Operations_ListsEveryReason_WithItsStatus()
    {
        var text = RepositoryFiles.Read("docs/operations.md");

        Assert.All(Enum.GetValues<RequestFailure>().Select(FailureTable.TraitsOf), traits => Assert.Contains(
            $"| `{traits.Reason}` | {traits.Status}", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Policies_EachHasItsPage()
    {
        var overview = RepositoryFiles.Read("docs/policies/README.md");

        Assert.All(BalancingPolicies.Names, name =>
        {
            Assert.StartsWith($"# {name}\n", RepositoryFiles.Read($"docs/policies/{name}.md"), StringComparison.Ordinal);
            Assert.Contains($"[`{name}`]({name}.md)", overview, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Decisions_EachIsListed()
    {
        var overview = RepositoryFiles.Read("docs/decisions/README.md");
        var pages = Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "docs/decisions"), "0*.md");

        Assert.All(pages, page => Assert.Contains($"]({Path.GetFileName(page)})", overview, StringComparison.Ordinal));
    }

    [Fact]
    public void Clients_ListsEveryPackageFromNpm_WithItsVersion()
    {
        var table = RepositoryFiles.Read("docs/clients.md");
        var packages = JsonNode.Parse(RepositoryFiles.Read("tests/clients-node/package.json"))!["dependencies"]!;

        Assert.All(packages.AsObject(), package => Assert.Contains(
            $"| `{package.Key}` (npm) | {package.Value} |", table, StringComparison.Ordinal));
    }

    [Fact]
    public void Engine_EachOptionAndIdentityHasItsLine()
    {
        var text = RepositoryFiles.Read("docs/engine.md");
        var options = new EngineArguments(static _ => null).All.Select(static option => option.Name);

        Assert.All(options, name => Assert.Matches($"(?m)^\\| `{name}[ `]", text));
        Assert.All(EngineIdentity.KnownNames, name => Assert.Matches($"(?m)^\\| `{name}` \\|", text));
    }

    [Fact]
    public void Architecture_FitsOnOnePage() =>
        Assert.InRange(RepositoryFiles.Read("ARCHITECTURE.md").Length, 1000, 9400);

    [GeneratedRegex(@"\]\((?<target>[^)#\s]*)(#[^)]*)?\)")]
    private static partial Regex Link();
}
