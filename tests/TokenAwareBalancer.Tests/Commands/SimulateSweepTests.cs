using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using TokenAwareBalancer.Documentation;
using TokenAwareBalancer.Experiments.Sweeping;

namespace TokenAwareBalancer.Commands;

/// <summary><c>balancer simulate</c> with what disturbs it, and <c>--sweep</c>, as a shell sees them.</summary>
public sealed class SimulateSweepTests
{
    private const string Small = "--mix lognormal:in=1500,out=40,sigma=1 --fleet 4xa100-llama-8b --requests 2000 "
        + "--seeds 2 --no-progress --no-kv-guard --policies least-connections,pending-prefill";

    private static readonly Lazy<Task<double>> Undisturbed = new(async () =>
    {
        var (_, output, _) = await SimulateCommandTests.InvokeAsync($"{Small} --json");
        return Mean(JsonDocument.Parse(output).RootElement[0]);
    });

    [Theory]
    [InlineData("--sweep count-eror=1",
        "--sweep: \"count-eror\" cannot be swept, perhaps count-error; expected one of count-error, count-noise, ")]
    [InlineData("--sweep count-error",
        "--sweep count-error: name one value or more besides 0, with commas between.")]
    [InlineData("--sweep count-error=0",
        "--sweep count-error: name one value or more besides 0, with commas between.")]
    [InlineData("--sweep balancers=2,2", "--sweep balancers: each value once.")]
    [InlineData("--sweep count-error=0,0.0,1", "--sweep count-error: each value once.")]
    [InlineData("--sweep balancers=0,x", "--sweep: --balancers 0: expected a whole number from 1 to 64.")]
    [InlineData("--sweep count-error=-2", "--sweep: --count-error -2: expected above -1 and up to 100, ")]
    [InlineData("--sweep slow-engine=x=5@0.5",
        "--slow-engine: There is no engine named 'x' to slow down; expected one of a100-llama-8b-1, ")]
    [InlineData("--count-error 0.1 --sweep count-error=1",
        "--count-error is what --sweep varies: leave it out.")]
    [InlineData("--load 0.5,0.8 --sweep count-error=1", "--sweep: one thing varies; give one --load.")]
    [InlineData("--baseline pending-prefill --sweep count-error=1",
        "--baseline: \"pending-prefill\" is no value of the sweep; expected one of 1.")]
    [InlineData("--csv rows.csv --sweep count-error=1",
        "--csv tells of runs under one condition, and --sweep has several: leave it out.")]
    [InlineData("--find-capacity ttft.p99<1 --sweep count-error=1",
        "--sweep and --find-capacity: give one of them.")]
    [InlineData("--out figure.svg", "--out FILE.svg is the figure of a --sweep: name a page, as report.html.")]
    [InlineData("--slow-engine a100-llama-8b-1=5",
        "--slow-engine \"a100-llama-8b-1=5\": expected an engine, = and how many times as long it takes, up to 1000, ")]
    [InlineData("--speed-error h100=1",
        "--speed-error: There is no profile 'h100' to believe a speed of; expected one of a100-llama-8b.")]
    [InlineData("--speed-error 1 --speed-error 2", "--speed-error 2: all engines once.")]
    [InlineData("--speed-error a100-llama-8b=-1",
        "--speed-error \"-1\": expected above -1 and up to 100, for instance 0.3")]
    public async Task Arguments_ThatDoNotFit_AreExplained(string line, string message)
    {
        var (exitCode, output, errors) = await SimulateCommandTests.InvokeAsync($"{Small} {line}");

        Assert.Equal((ExitCode.WrongInput, ""), (exitCode, output));
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--count-error -1", "--count-error -1: expected above -1 and up to 100, for instance 0.3")]
    [InlineData("--output-error NaN", "--output-error NaN: expected above -1 and up to 100, for instance 0.3")]
    [InlineData("--output-noise 6", "--output-noise 6: expected from 0 to 5: the deviation of a logarithm")]
    [InlineData("--speed-noise -1", "--speed-noise -1: expected from 0 to 5: the deviation of a logarithm")]
    [InlineData("--usage maybe", "--usage maybe: expected told or none.")]
    [InlineData("--output-estimate guess", "--output-estimate guess: expected learned or told.")]
    public void Value_ThatCannotBeRead_IsAnErrorThatSaysWhatIsRight(string line, string message) => Assert.StartsWith(
        message, Assert.Single(SimulateCommand.Create().Parse(line).Errors).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Disturbances_AreToldInWordsAndInJson()
    {
        var line = "--mix fixed --fleet 2xa100-llama-8b --requests 200 --policies random --seeds 1 --no-progress "
            + "--count-error 0.3 --count-noise 0.5 --output-noise 1 --output-estimate told --usage none "
            + "--speed-error 1 --speed-error a100-llama-8b=-0.5 --slow-engine a100-llama-8b-1=5@0.5-0.7";

        var (_, tables, _) = await SimulateCommandTests.InvokeAsync(line);
        var (_, json, _) = await SimulateCommandTests.InvokeAsync($"{line} --json");

        Assert.Contains(
            "prompts counted 1.3 times, log-normally off by 0.5; output told in advance; output expected log-normally "
            + "off by 1; no usage told; times of engines believed 2 times at the start; those of a100-llama-8b 0.5 "
            + "times; slow: a100-llama-8b-1=5@0.5-0.7.", tables, StringComparison.Ordinal);
        var one = JsonDocument.Parse(json).RootElement[0];
        var errors = one.GetProperty("beliefErrors");
        Assert.Equal(0.3, errors.GetProperty("countError").GetDouble());
        Assert.Equal("told", errors.GetProperty("outputEstimate").GetString());
        Assert.Equal("none", errors.GetProperty("usage").GetString());
        Assert.Equal(-0.5, errors.GetProperty("speedErrorOf").GetProperty("a100-llama-8b").GetDouble());
        Assert.Equal("a100-llama-8b-1=5@0.5-0.7", one.GetProperty("slowEngines")[0].GetString());
    }

    [Fact]
    public async Task Sweep_ComparesEachPolicyWithItself_AndCostsOnlyTheOneThatBelieves()
    {
        var objects = await SweepAsync("count-noise=2");

        Assert.Equal(
            [("least-connections", "0", true), ("least-connections", "2", false), ("pending-prefill", "0", true),
                ("pending-prefill", "2", false)],
            objects.Select(one => (one.GetProperty("policy").GetString()!, one.GetProperty("value").GetString()!,
                one.GetProperty("isReference").GetBoolean())));
        Assert.Equal(1, Ratio(objects[1]), 1e-12);
        Assert.InRange(Ratio(objects[3]), 1.05, 3);
        Assert.Equal(Ratio(objects[3]), Mean(objects[3]) / Mean(objects[2]), 1e-9);
        Assert.Equal(JsonValueKind.Null, objects[2].GetProperty("ratios").GetProperty("ttft").ValueKind);
        Assert.Equal(JsonValueKind.Null, objects[2].GetProperty("beliefErrors").ValueKind);
        Assert.Equal(2, objects[3].GetProperty("beliefErrors").GetProperty("countNoise").GetDouble());
        Assert.All(objects[0].EnumerateObject(), field => Assert.Contains(
            $"`{field.Name}`", RepositoryFiles.Read("docs/simulation.md"), StringComparison.Ordinal));

        static double Ratio(JsonElement one) =>
            one.GetProperty("ratios").GetProperty("ttft").GetProperty("mean").GetProperty("ratio").GetDouble();
    }

    [Fact]
    public async Task Sweep_OfWhatIsThere_IsTheSameAsTheOptionAlone()
    {
        var swept = await SweepAsync("network-delay=20");
        var (_, alone, _) = await SimulateCommandTests.InvokeAsync($"{Small} --network-delay 20 --json");

        Assert.Equal(Mean(swept[1]), Mean(JsonDocument.Parse(alone).RootElement[0]));
        // Both ways, and then some: what is placed knows less of what was done.
        Assert.InRange(Mean(swept[1]) - Mean(swept[0]), 0.03, 0.15);
    }

    [Theory]
    [MemberData(nameof(Dimensions))]
    public async Task Sweep_OfEveryDimension_HasAValueThatDisturbsNothing(string option, string value)
    {
        var objects = await SweepAsync($"{option}={value}");

        Assert.Equal(4, objects.Length);
        Assert.True(objects[0].GetProperty("isReference").GetBoolean());
        Assert.Equal(await Undisturbed.Value, Mean(objects[0]));
    }

    public static TheoryData<string, string> Dimensions()
    {
        var others = new Dictionary<string, string>
        {
            ["output-estimate"] = "told",
            ["usage"] = "none",
            ["balancers"] = "2",
            ["slow-engine"] = "a100-llama-8b-1=2@0.5",
        };
        var data = new TheoryData<string, string>();
        foreach (var dimension in SweepDimension.All)
            data.Add(dimension.Option, others.GetValueOrDefault(dimension.Option, "0.5"));
        return data;
    }

    [Fact]
    public async Task Sweep_WithABaseline_ComparesWithThatValue()
    {
        var objects = await SweepAsync("network-delay=20,10 --baseline 10");

        Assert.Equal([false, true, false, true], objects.Select(one => one.GetProperty("isReference").GetBoolean()));
        Assert.Equal(
            Mean(objects[2]) / Mean(objects[3]),
            objects[2].GetProperty("ratios").GetProperty("ttft").GetProperty("mean").GetProperty("ratio").GetDouble(),
            1e-9);
    }

    [Fact]
    public async Task Sweep_Tables_HaveAColumnForEachValue_TimesUndisturbedAndRatiosElse()
    {
        var (exitCode, output, _) = await SimulateCommandTests.InvokeAsync($"{Small} --sweep count-noise=0.5,0,2");

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Matches(@"time to first token, average +0\.5 +0 +2\n", output);
        Assert.Matches(@"end to end, p99 +0\.5 +0 +2\n", output);
        Assert.Matches(@"  pending-prefill +[0-9.]+ \([0-9.]+\) +[0-9.]+ ms +[0-9.]+ \([0-9.]+\)\n", output);
        Assert.Contains("Times at count-noise 0; the others are ratios", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_Figure_IsOneDrawingThatNeedsNothingElse_ForLightAndDark()
    {
        var text = await WriteAsync("figure.svg");

        var svg = XElement.Parse(text);
        XNamespace space = "http://www.w3.org/2000/svg";
        Assert.Equal(space + "svg", svg.Name);
        var panels = svg.Elements(space + "svg").ToArray();
        Assert.Equal(2, panels.Length);
        Assert.All(panels, panel => Assert.Equal(2, panel.Elements(space + "path").Count(path =>
            path.Attribute("class")!.Value.StartsWith("curve", StringComparison.Ordinal))));
        var frame = svg.Attribute("viewBox")!.Value.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture))
            .ToArray();
        Assert.All(svg.Elements(space + "text"), one => Assert.InRange((double)one.Attribute("y")!, 0, frame[3]));
        Assert.Contains("prefers-color-scheme:dark", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?i)<script|<image|<use|url\(|@import|href=", text);
    }

    [Fact]
    public async Task Sweep_Page_IsOnePageWithPlotsAndTables()
    {
        var page = await WriteAsync("page.html");

        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
        Assert.Equal(4, page.Split("<figure>").Length - 1);
        Assert.Equal(5, page.Split("<table>").Length - 1);
        Assert.Contains("--sweep count-noise=1,2", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_NamesTheValue()
    {
        var (_, _, errors) = await SimulateCommandTests.InvokeAsync("--mix fixed --fleet 2xa100-llama-8b --requests 200 "
            + "--policies random --seeds 1 --sweep balancers=2");

        Assert.Contains("balancers 2, load 80 %, seed 1, random: ", errors, StringComparison.Ordinal);
    }

    private static async Task<string> WriteAsync(string file)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, file);
            await SimulateCommandTests.InvokeAsync($"{Small} --sweep count-noise=1,2 --out {path}");
            return await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Mean(JsonElement one) => one.GetProperty("ttft").GetProperty("mean").GetDouble();

    private static async Task<JsonElement[]> SweepAsync(string sweep)
    {
        var (exitCode, output, _) = await SimulateCommandTests.InvokeAsync($"{Small} --sweep {sweep} --json");
        Assert.Equal(ExitCode.Ok, exitCode);
        return [.. JsonDocument.Parse(output).RootElement.EnumerateArray()];
    }
}
