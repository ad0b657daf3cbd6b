using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TokenAwareBalancer.Documentation;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Commands;

/// <summary><c>balancer simulate</c> as a shell sees it.</summary>
public sealed class SimulateCommandTests
{
    private const string Small =
        "--mix lognormal:in=800,out=60,sigma=0.8 --fleet 2xa100-llama-8b --requests 1500 --no-progress";

    /// <summary>Requests of 0.1 s each, one at a time.</summary>
    private const string Serial =
        "--mix fixed:in=1000,out=1 --profile serial=a100-llama-8b:slots=1,b=0.1,e=0 --no-progress";

    [Theory]
    [InlineData("", "--fleet: say which engines to simulate, for instance --fleet 4xh100-llama-8b,4xa100-llama-8b.")]
    [InlineData("--fleet 2xa100-llama-8b,4xh100-lama-8b",
        "--fleet: \"4xh100-lama-8b\" at character 17: there is no profile \"h100-lama-8b\", perhaps h100-llama-8b; ")]
    [InlineData("--fleet 0xa100-llama-8b", "--fleet: \"0xa100-llama-8b\" at character 1: expected 1 to 4096 engines.")]
    [InlineData("--fleet 2x", "--fleet: \"2x\" at character 1: expected a number of engines, an x and a profile")]
    [InlineData("--fleet 2xa100-llama-8b --policies lmetrik",
        "--policies: \"lmetrik\" is not a known policy, perhaps lmetric; ")]
    [InlineData("--fleet 2xa100-llama-8b --policies random,random", "--policies: each policy once.")]
    [InlineData("--fleet 2xa100-llama-8b --policies random --baseline lmetric",
        "--baseline: \"lmetric\" is not simulated; ")]
    [InlineData("--fleet 2xa100-llama-8b --load 0.8,1.6",
        "--load \"1.6\": expected a part of what the fleet can answer")]
    [InlineData("--fleet 2xa100-llama-8b --load 0.8,0.8", "--load: each load once.")]
    [InlineData("--fleet 2xa100-llama-8b --trace /nowhere", "--trace: /nowhere cannot be read: ")]
    [InlineData("--fleet 2xa100-llama-8b --trace a --mix code", "--trace and --mix each say what requests are")]
    [InlineData("--fleet 2xa100-llama-8b --mix tenents", "--mix: \"tenents\" is not a known mix, perhaps tenants; ")]
    [InlineData("--fleet 2xa100-llama-8b --mix lognormal:im=3",
        "--mix: \"im\" is not known, perhaps in; expected one of in, out")]
    [InlineData("--fleet 2xa100-llama-8b --mix fixed:in=0", "--mix: \"in=0\": expected in=NUMBER from 1 to 1000000.")]
    [InlineData("--fleet 2xa100-llama-8b --mix chat:in=3", "--mix: the mix chat takes no numbers; ")]
    [InlineData("--fleet 2xa100-llama-8b --arrivals gamma",
        "--arrivals: \"gamma\": expected trace, poisson, or gamma:CV")]
    [InlineData("--fleet 2xa100-llama-8b --arrivals trace",
        "--arrivals trace: these requests have no times of their own")]
    [InlineData("--fleet 2xmine --profile mine=a100-llama-8b:a=x",
        "--profile: a=x: expected milliseconds from 0 to 60000.")]
    [InlineData("--fleet 1xa100-llama-8b --profile a100-llama-8b=a100-llama-8b:a=1",
        "--profile: there is a profile \"a100-llama-8b\" already")]
    [InlineData("--fleet 2xa100-llama-8b --find-capacity ttft.p98<1",
        "--find-capacity \"ttft.p98<1\": expected ttft, tpot or e2e")]
    [InlineData("--fleet 2xa100-llama-8b --find-capacity goodput>0.9",
        "--find-capacity: goodput is the part of answers within limits")]
    [InlineData("--fleet 2xa100-llama-8b --find-capacity ttft.p99<1 --load 0.5",
        "--load and --find-capacity: the capacity is the load")]
    [InlineData("--fleet 2xa100-llama-8b --find-capacity ttft.p99<1 --requests 50",
        "--find-capacity: 50 requests do not tell what a fleet holds from chance: give --requests 1000 or more.")]
    [InlineData("--fleet 2xs --profile s=a100-llama-8b:slots=1,b=0,e=0",
        "--profile: its prompts take no time; expected b or e above 0 with slots.")]
    [InlineData("--fleet 2xa100-llama-8b --rate 5",
        "--rate is what engines are to hold: say what, with --find-capacity")]
    public async Task Arguments_ThatDoNotFit_AreExplained(string line, string message)
    {
        var (exitCode, output, errors) = await InvokeAsync(line);

        Assert.Equal((ExitCode.WrongInput, ""), (exitCode, output));
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--jitter 1", "--jitter 1: expected 0 to below 1, for instance 0.1.")]
    [InlineData("--network-delay soon",
        "--network-delay soon: expected milliseconds, or a duration such as 5ms or 1s.")]
    [InlineData("--jitter -Infinity", "--jitter -Infinity: expected 0 to below 1, for instance 0.1.")]
    [InlineData("--network-delay Infinity",
        "--network-delay Infinity: expected milliseconds, or a duration such as 5ms or 1s.")]
    [InlineData("--scrape-age Infinity",
        "--scrape-age Infinity: expected milliseconds, or a duration such as 5ms or 1s.")]
    [InlineData("--scrape-age NaN", "--scrape-age NaN: expected milliseconds, or a duration such as 5ms or 1s.")]
    [InlineData("--seeds 0", "--seeds 0: expected a whole number from 1 to 1000.")]
    public void Value_ThatCannotBeRead_IsAnErrorThatSaysWhatIsRight(string line, string message) =>
        Assert.Equal(message, Assert.Single(SimulateCommand.Create().Parse(line).Errors).Message);

    [Fact]
    public async Task Tables_TellEveryLatencyOfEveryPolicy_AndHowFastItWas()
    {
        var (exitCode, output, errors) = await InvokeAsync(
            $"{Small} --load 0.5,0.8 --policies random,pending-prefill --seeds 2 --slo ttft=1,tpot=0.05");

        Assert.Equal((ExitCode.Ok, ""), (exitCode, errors));
        string[] parts =
        [
            "load 50 %: ", "load 80 %: ", "time to first token ", "time per output token ", "end to end ", "goodput",
            "prefix hits", "preempted", "share per backend", "× isolated", "× pooled", "mean / random",
            " per second and core.",
        ];
        Assert.All(parts, part => Assert.Contains(part, output, StringComparison.Ordinal));
        // In four tables of each of two loads.
        Assert.Equal(8, Lines(output, "  pending-prefill "));
    }

    [Theory]
    [InlineData("--policies vllm-dp,random", 1)]
    [InlineData("--policies vllm-dp,random --scrape-age 100", 0)]
    [InlineData("--policies random", 0)]
    public async Task Policies_ThatReadEngines_AreNamedWhereNobodyReadsThem(string options, int warnings)
    {
        var (exitCode, output, _) = await InvokeAsync($"{Small} --seeds 1 {options}");

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Equal(
            warnings, Lines(output, "Engines are never read, which vllm-dp would go by; give --scrape-age."));
    }

    [Fact]
    public async Task Json_IsOneObjectForEachLoadAndPolicy_InSeconds()
    {
        var (exitCode, output, _) = await InvokeAsync(
            $"{Small} --load 0.5,0.8 --policies random,least-tokens --seeds 2 --json");

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.EndsWith("]" + Environment.NewLine, output, StringComparison.Ordinal);
        var objects = JsonDocument.Parse(output).RootElement.EnumerateArray().ToArray();
        Assert.Equal(
            [(0.5, "random"), (0.5, "least-tokens"), (0.8, "random"), (0.8, "least-tokens")],
            objects.Select(one => (one.GetProperty("load").GetDouble(), one.GetProperty("policy").GetString()!)));
        string[] latencies = ["ttft", "tpot", "e2e"];
        foreach (var numbers in objects.SelectMany(_ => latencies, (one, latency) => one.GetProperty(latency)))
        {
            Assert.InRange(numbers.GetProperty("p50").GetDouble(), 0.001, numbers.GetProperty("p90").GetDouble());
            Assert.InRange(numbers.GetProperty("p99").GetDouble(), numbers.GetProperty("p90").GetDouble(), 100);
            Assert.InRange(numbers.GetProperty("mean").GetDouble(), 0.001, numbers.GetProperty("p99").GetDouble());
        }

        Assert.All(objects.Select(one => one.GetProperty("shares").EnumerateObject()), shares =>
            Assert.Equal(1, shares.Sum(share => share.Value.GetDouble()), 1e-9));
        Assert.Equal(JsonValueKind.Null, objects[0].GetProperty("ratios").GetProperty("ttft").ValueKind);
        var ratio = objects[1].GetProperty("ratios").GetProperty("ttft").GetProperty("mean");
        Assert.InRange(ratio.GetProperty("ratio").GetDouble(),
            ratio.GetProperty("low").GetDouble(), ratio.GetProperty("high").GetDouble());
    }

    [Fact]
    public async Task Json_OfAPolicyWithoutAnAnswer_HasNoNumbersForIt()
    {
        // Ten small requests come first, and are the warm-up; no engine holds those that follow.
        using var trace = new TemporaryFile("TIMESTAMP,ContextTokens,GeneratedTokens\n" + string.Concat(
            Enumerable.Range(0, 20).Select(second => $"2023-11-16 18:00:{second:00},{(second < 10 ? 100 : 5000)},5\n")));

        var (exitCode, output, _) = await InvokeAsync($"--trace {trace.Path} --arrivals trace --fleet 2xa100-llama-8b "
            + "--kv-tokens 1600 --warmup 0.5 --policies random --seeds 1 --json --no-progress");

        Assert.Equal(ExitCode.Ok, exitCode);
        var one = JsonDocument.Parse(output).RootElement[0];
        Assert.Equal(10, one.GetProperty("refused").GetInt32());
        Assert.All((string[])["ttft", "tpot", "e2e", "isolated", "hitShare"], name =>
            Assert.Equal(JsonValueKind.Null, one.GetProperty(name).ValueKind));
    }

    [Fact]
    public async Task Json_HasTheFieldsThatAreDocumented()
    {
        var (_, compared, _) = await InvokeAsync($"{Small} --policies random,least-tokens --seeds 1 --json");
        var (_, found, _) = await InvokeAsync($"{Serial} --fleet serial --policies random --seeds 1 --requests 1000 "
            + "--find-capacity ttft.mean<0.2 --json");

        string[] fields =
        [
            "policy", "load", "ttft", "tpot", "e2e", "ratePerSecond", "saturationPerSecond", "fleet", "workload",
            "arrivals", "measured", "refused", "slo", "goodput", "hitShare", "preemptions", "heldPart", "isGrowing",
            "shares", "isolated", "pooled", "baseline", "ratios", "seeds", "beliefErrors", "slowEngines",
        ];
        Assert.Equal(fields, Fields(compared));
        string[] ofCapacity =
        [
            "policy", "condition", "ratePerSecond", "isHeld", "isBound", "fleet", "engines", "loadOfSaturation",
            "runs", "ttft", "tpot", "e2e", "goodput", "workload", "seeds", "requests",
        ];
        Assert.Equal(ofCapacity, Fields(found));
        var text = RepositoryFiles.Read("docs/simulation.md");
        Assert.All(fields.Concat(ofCapacity), field => Assert.Contains($"`{field}`", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Trace_WhoseRequestsAllComeAtOnce_HasNoRate_AndIsRefused()
    {
        using var trace = new TemporaryFile("TIMESTAMP,ContextTokens,GeneratedTokens\n"
            + string.Concat(Enumerable.Repeat("2023-11-16 18:00:00,100,5\n", 3)) + "2023-11-16 18:00:01,100,5\n");

        var (exitCode, output, errors) = await InvokeAsync($"--trace {trace.Path} --arrivals trace --requests 3 "
            + "--fleet 2xa100-llama-8b --policies random --kv-tokens 16000 --json --no-progress");

        Assert.Equal((ExitCode.WrongInput, ""), (exitCode, output));
        Assert.Contains("--arrivals trace: the first 3 requests all come at the same time", errors,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_AtItsOwnTimes_HasOneSeedUnlessAsked_AndEqualRunsDoNotNarrowTheInterval()
    {
        using var trace = new TemporaryFile("TIMESTAMP,ContextTokens,GeneratedTokens\n" + string.Concat(
            Enumerable.Range(0, 3000).Select(place => string.Create(CultureInfo.InvariantCulture,
                $"2023-11-16 18:{place / 300:00}:{place % 300 / 5.0:00.0},{place * 7919 % 3000 + 1},{place % 90 + 5}\n"))));
        var line = $"--trace {trace.Path} --arrivals trace --fleet 2xa100-llama-8b "
            + "--policies round-robin,pending-prefill --json --no-progress";

        var (_, usual, _) = await InvokeAsync(line);
        var (_, one, _) = await InvokeAsync($"{line} --seeds 1");
        var (_, eight, _) = await InvokeAsync($"{line} --seeds 8");

        Assert.Equal(one, usual);
        Assert.InRange(Width(eight) / Width(one), 0.85, 1.15);

        static double Width(string output)
        {
            var ratio = JsonDocument.Parse(output).RootElement[1].GetProperty("ratios").GetProperty("ttft")
                .GetProperty("mean");
            return ratio.GetProperty("high").GetDouble() - ratio.GetProperty("low").GetDouble();
        }
    }

    [Theory]
    [InlineData("prefix=500", 0.3)]
    [InlineData("prefix=1000", 0.5)]
    public async Task Tenants_FindThePrefixThatTheyShare(string prefix, double least)
    {
        var (_, output, _) = await InvokeAsync($"--mix tenants:count=2,spread=0,{prefix} --fleet 2xa100-llama-8b "
            + "--requests 1500 --policies round-robin --seeds 1 --json --no-progress");

        var share = JsonDocument.Parse(output).RootElement[0].GetProperty("hitShare").GetDouble();
        Assert.InRange(share, least, 0.9);
    }

    [Fact]
    public async Task Seed_TheSame_GivesTheSameNumbersWhateverTheThreads()
    {
        var line = $"{Small} --load 0.8 --policies random,least-connections --seeds 2 --jitter 0.1 --json";

        var (_, one, _) = await InvokeAsync($"{line} --threads 1");
        var (_, other, _) = await InvokeAsync($"{line} --threads 2");
        var (_, fresh, _) = await InvokeAsync($"{line} --seed 7");

        Assert.Equal(one, other);
        Assert.NotEqual(one, fresh);
    }

    [Fact]
    public async Task PolicyThatKnowsMore_AnswersSooner()
    {
        var (_, output, _) = await InvokeAsync("--mix conversation --fleet 8xa100-llama-8b --load 0.8 --seeds 1 "
            + "--requests 4000 --policies random,least-connections,pending-prefill --no-progress --json");

        var means = JsonDocument.Parse(output).RootElement.EnumerateArray()
            .Select(one => one.GetProperty("ttft").GetProperty("mean").GetDouble()).ToArray();
        Assert.True(means[2] < 0.8 * means[1], string.Join(", ", means));
        Assert.True(means[1] < 0.8 * means[0], string.Join(", ", means));
    }

    [Fact]
    public async Task Files_AreWritten_AndTablesStillPrinted()
    {
        using var json = new TemporaryFile("");
        using var csv = new TemporaryFile("");
        using var page = new TemporaryFile("");

        var (_, output, _) = await InvokeAsync($"{Small} --load 0.8 --policies random --seeds 1 "
            + $"--json {json.Path} --csv {csv.Path} --out {page.Path}");

        Assert.Contains("load 80 %", output, StringComparison.Ordinal);
        Assert.Equal(1, JsonDocument.Parse(File.ReadAllText(json.Path)).RootElement.GetArrayLength());
        var rows = File.ReadAllLines(csv.Path);
        Assert.Equal(rows[0].Split(',').Length, rows[^1].Split(',').Length);
        // Of random and of the pooled engine, without the warm-up of 15 %.
        Assert.Equal(1 + 2 * 1275, rows.Length);
        var meanSeconds = rows.Skip(1).Select(row => row.Split(',')).Where(row => row[2] == "random")
            .Average(row => double.Parse(row[7], CultureInfo.InvariantCulture));
        var told = JsonDocument.Parse(File.ReadAllText(json.Path)).RootElement[0];
        Assert.Equal(told.GetProperty("ttft").GetProperty("mean").GetDouble(), meanSeconds, 1e-5);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(page.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_ThatCannotBeWritten_IsToldBeforeAnythingIsSimulated()
    {
        var (exitCode, output, errors) = await InvokeAsync($"{Small} --out /nowhere/at/all.html");

        Assert.Equal((ExitCode.Failure, ""), (exitCode, output));
        Assert.StartsWith("Cannot write: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_WithoutATerminal_IsALineForEachRun()
    {
        var (_, _, errors) = await InvokeAsync(
            "--mix fixed --fleet 2xa100-llama-8b --requests 200 --policies random,round-robin --seeds 2 --load 0.5");

        // Both policies and the pooled engine.
        Assert.Equal(6, Lines(errors, "load 50 %, seed "));
    }

    [Fact]
    public async Task Trace_AtItsOwnTimes_HasItsOwnRate()
    {
        using var trace = new TemporaryFile("TIMESTAMP,ContextTokens,GeneratedTokens\n" + string.Concat(
            Enumerable.Range(0, 600).Select(second => string.Create(CultureInfo.InvariantCulture,
                $"2023-11-16 18:{second / 60:00}:{second % 60:00},{100 + second},{20 + second % 50}\n"))));

        var (_, output, errors) = await InvokeAsync(
            $"--trace {trace.Path} --arrivals trace --fleet 1xa100-llama-8b --policies random --seeds 1 --json "
            + "--no-progress");

        Assert.Empty(errors);
        var one = JsonDocument.Parse(output).RootElement[0];
        Assert.Equal(1, one.GetProperty("ratePerSecond").GetDouble(), 1e-9);
        Assert.Equal(510, one.GetProperty("measured").GetInt32());
    }

    [Fact]
    public async Task Capacity_OfAQueueThatIsKnown_IsFound()
    {
        // M/D/1 with 0.1 s each: the mean is 0.2 s at two thirds.
        var (exitCode, output, _) = await InvokeAsync($"{Serial} "
            + "--fleet serial --policies round-robin --seeds 2 --requests 40000 --json --find-capacity ttft.mean<0.2");

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Contains("\"condition\": \"ttft.mean<0.2\"", output, StringComparison.Ordinal);
        var one = JsonDocument.Parse(output).RootElement[0];
        Assert.InRange(one.GetProperty("ratePerSecond").GetDouble(), 6.667 * 0.95, 6.667 * 1.05);
        Assert.InRange(one.GetProperty("ttft").GetProperty("mean").GetDouble(), 0.18, 0.2);
        Assert.InRange(one.GetProperty("runs").GetInt32(), 10, 40);
    }

    [Fact]
    public async Task Capacity_InEngines_IsTheFewestThatHold()
    {
        // Four are filled by 40/s and fall behind; the shortest of five lines is short.
        var (_, output, _) = await InvokeAsync($"{Serial} --fleet 2xserial "
            + "--policies least-connections --seeds 1 --requests 20000 --rate 40 --find-capacity ttft.mean<0.2");

        Assert.Contains("5xserial", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capacity_ThatNothingHolds_IsSaidToBeNone()
    {
        var (exitCode, output, _) = await InvokeAsync($"{Serial} "
            + "--fleet serial --policies random --seeds 1 --requests 1000 --find-capacity ttft.p50<0.05");

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Matches(@"random\s+none", output);
    }

    [Fact]
    public async Task Capacity_OfRunsThatEndBeforeEnginesAreFull_IsRefused_NamingHowManyRequestsWouldDo()
    {
        const string line = "--mix fixed:in=100,out=800 --fleet 4xa100-llama-8b --policies round-robin --seeds 1 "
            + "--no-progress --find-capacity e2e.p99<10m --requests ";

        var (exitCode, output, errors) = await InvokeAsync(line + "1000");

        Assert.Equal((ExitCode.WrongInput, ""), (exitCode, output));
        Assert.Matches(@"too few to fill the engines, .* Give --requests \d+ or more\.", errors);
    }

    [Fact]
    public void Documentation_NamesEveryOption()
    {
        var text = RepositoryFiles.Read("docs/simulation.md");

        Assert.All(SimulateCommand.Create().Options, option =>
            Assert.Contains($"`{option.Name}", text, StringComparison.Ordinal));
    }

    private static string[] Fields(string output) =>
        [.. JsonDocument.Parse(output).RootElement[0].EnumerateObject().Select(field => field.Name)];

    private static int Lines(string text, string start) =>
        text.Split('\n').Count(line => line.StartsWith(start, StringComparison.Ordinal));

    internal static async Task<(int ExitCode, string Output, string Errors)> InvokeAsync(string line)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var configuration = new InvocationConfiguration { Output = output, Error = errors };
        var exitCode = await SimulateCommand.Create().Parse(line).InvokeAsync(
            configuration, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), errors.ToString());
    }
}
