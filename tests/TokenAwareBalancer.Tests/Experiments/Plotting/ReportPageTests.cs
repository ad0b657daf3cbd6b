using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Experiments.Reporting;
using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Experiments.Sources;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Experiments.Plotting;

public sealed partial class ReportPageTests
{
    private static readonly string Page = Write();

    [Fact]
    public void Page_AsksForNothing_AndRunsNothing()
    {
        Assert.DoesNotMatch(@"(?i)<script|\son\w+=|<link|<img|<iframe|url\(|@import|https?:|href=|style=""", Page);
        var sheet = StyleSheet().Match(Page).Groups[1].Value;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(sheet)));
        Assert.Contains($"content=\"default-src 'none'; style-src 'sha256-{hash}'\"", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_IsForPhonesAndForTheDark()
    {
        Assert.Contains("width=device-width", Page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void CommandLine_IsText_NotMarkup() =>
        Assert.Contains("<pre>balancer simulate --mix &lt;b&gt;&amp;</pre>", Page, StringComparison.Ordinal);

    [Fact]
    public void Plots_AreWellFormed_WithACurveForEachPolicyAndBackend()
    {
        var figures = Figure().Matches(Page).Select(match => XElement.Parse(match.Value)).ToArray();

        // Four over the loads; for each of two loads two distributions, the shares, and one of each policy.
        Assert.Equal(4 + 2 * (3 + 2), figures.Length);
        Assert.All(figures, figure => Assert.True(figure.Elements("svg").Single().Elements().Count() > 4));
        Assert.Equal(2, Curves(Find(figures, "End to end: part")));
        Assert.Equal(3, Curves(Find(figures, "random")));
        Assert.Equal(2 * 3, Find(figures, "Share").Descendants("rect").Count());
    }

    [Fact]
    public void Coordinates_AreNumbersWithinTheFrame()
    {
        var numbers = PathData().Matches(Page)
            .SelectMany(match => match.Groups[1].Value.Split(['M', 'L', ' '], StringSplitOptions.RemoveEmptyEntries))
            .Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToArray();

        Assert.True(numbers.Length > 1000);
        Assert.All(numbers, number => Assert.InRange(number, 0, 420));
    }

    private static int Curves(XElement figure) => figure.Elements("svg").Single().Elements("path")
        .Count(path => path.Attribute("class")!.Value.StartsWith("curve", StringComparison.Ordinal));

    private static XElement Find(XElement[] figures, string caption) => figures.First(figure =>
        figure.Element("figcaption")!.Value.StartsWith(caption, StringComparison.Ordinal));

    private static string Write()
    {
        var plan = new ExperimentPlan
        {
            Source = MixText.Parse("conversation"),
            Fleet = new ExperimentFleet([(HardwareProfiles.Find("a100-llama-8b")!, 3)]),
            Policies = ["random", "pending-prefill"],
            Baseline = "random",
            Loads = [0.5, 0.8],
            Seeds = [1],
            Requests = 800,
        };
        var result = Experiment.Run(
            plan, ExperimentProgress.Create(TextWriter.Null, isShown: false), onLoad: null, CancellationToken.None);
        using var page = new StringWriter();
        ReportPage.Write(result, "balancer simulate --mix <b>&", page);
        return page.ToString();
    }

    [GeneratedRegex("<style>(.*)</style>", RegexOptions.Singleline)]
    private static partial Regex StyleSheet();

    [GeneratedRegex("<figure>.*?</figure>", RegexOptions.Singleline)]
    private static partial Regex Figure();

    [GeneratedRegex(" d=\"([^\"]*)\"")]
    private static partial Regex PathData();
}
