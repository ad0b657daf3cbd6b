using System.CommandLine;
using System.Text.Json;
using TokenAwareBalancer.Engine;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Commands;

/// <summary><c>balancer bench</c> as a shell sees it.</summary>
public sealed class BenchCommandTests
{
    [Theory]
    [InlineData("--policies none --engines 1",
        "--policies: \"none\" is not a known policy; expected one of pending-prefill, auto, least-tokens, ")]
    [InlineData("--policies round-robin", "--policies needs something to balance over: give --backends URL,URL or ")]
    [InlineData("--policies round-robin --engines 1 --backends h:1", "--policies needs something to balance over")]
    [InlineData("--engines 2", "--engines is what policies balance over: give --policies as well.")]
    [InlineData("--engine-profile serial h:1", "--engine-… describes engines in this process: give --engines N")]
    [InlineData("--policies round-robin --engines 1 --engine-jitter 2", "--engine-jitter 2: expected 0 to below 1.")]
    [InlineData("--compare a=h:1", "--compare: expected two servers or more.")]
    [InlineData("--compare h:1,h:2", "--compare: expected NAME=URL,NAME=URL")]
    [InlineData("--compare a=h:1,a=h:2", "--compare: a is named twice.")]
    [InlineData("--compare a=h:1,b=h:2 --baseline c", "--baseline: \"c\" is not measured; expected one of a, b.")]
    [InlineData("h:1 --compare a=h:1,b=h:2", "a URL and --compare each say whom to measure: give one of them.")]
    [InlineData("ftp://h", "\"ftp://h\" is neither http nor https; expected an http or https URL")]
    [InlineData("http://h?key=secret", "\"http://h?***\" has a query; expected an http or https URL")]
    [InlineData("h:1 --rate 5 --concurrency 2", "--concurrency is a closed loop")]
    [InlineData("h:1 --load 0.8", "--load is a part of what simulated engines can do: give --engines N")]
    public async Task Arguments_ThatDoNotFit_AreExplained(string line, string message)
    {
        var (exitCode, output, errors) = await InvokeAsync(line);

        Assert.Equal(ExitCode.WrongInput, exitCode);
        Assert.Empty(output);
        Assert.StartsWith(message, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--requests 0", "--requests 0: expected a whole number from 1 to 10000000.")]
    [InlineData("--duration soon", "--duration soon: expected a duration up to 24h, for instance 500ms, 30s or 5m.")]
    [InlineData("--warmup some", "--warmup some: expected a number of requests, or a duration such as 10s.")]
    [InlineData("--slo fast",
        "--slo 'fast': expected ttft, tpot or e2e and a duration, for instance ttft=500ms,tpot=50ms.")]
    [InlineData("--header secret", "--header takes NAME: VALUE, for instance --header \"x-tenant: a\".")]
    public void Value_ThatCannotBeRead_IsAnErrorThatSaysWhatIsRight(string line, string message) =>
        Assert.Equal(message, Assert.Single(BenchCommand.Create().Parse(line).Errors).Message);

    [Fact]
    public async Task Target_ThatIsNotThere_IsAClearFailure()
    {
        using var port = new RefusingPort();

        var (exitCode, _, errors) = await InvokeAsync($"{port.Address}");

        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.StartsWith($"{port.Address} cannot be reached: ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"data":[]}""", 200, "/v1/models lists no model: give --model.")]
    [InlineData("nonsense", 200, "/v1/models lists no model: give --model.")]
    [InlineData("{}", 404, "/v1/models answered 404, so the model is not known: give --model.")]
    public async Task Model_ThatTheServerDoesNotTell_IsAskedFor(string models, int status, string message)
    {
        await using var server = new ScriptedBackend(exchange => exchange.AnswerAsync(models, status));

        var (exitCode, _, errors) = await InvokeAsync($"{server.Address}");

        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_NothingButErrors_Fails()
    {
        await using var server = new ScriptedBackend(exchange => exchange.AnswerAsync("{}", 500));

        var (exitCode, output, errors) = await InvokeAsync($"{server.Address} --model m --requests 5");

        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.Contains("http 500: 5", output, StringComparison.Ordinal);
        Assert.Contains("No answer was complete.", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--concurrency 4")]
    [InlineData("--rate 200 --arrivals constant")]
    [InlineData("--rate 200 --no-stream")]
    public async Task Bench_OfAnEngine_MeasuresWhatWasAskedFor(string pace)
    {
        await using var engine = await SimulatedEngine.StartAsync(
            new EngineOptions { Speed = 100, Models = ["first", "second"] }, TestContext.Current.CancellationToken);
        var file = Path.GetTempFileName();

        var (exitCode, output, _) = await InvokeAsync(
            $"{engine.Address}v1 --requests 20 --warmup 5 --input-tokens 50 --output-tokens 8 --json --csv {file} "
            + pace);

        Assert.Equal(ExitCode.Ok, exitCode);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("first", json.RootElement.GetProperty("model").GetString());
        var summary = json.RootElement.GetProperty("targets")[0].GetProperty("summary");
        Assert.Equal(20, summary.GetProperty("complete").GetInt32());
        Assert.Equal(20 * 8, summary.GetProperty("outputTokens").GetInt32());
        Assert.Equal(25, engine.Snapshot().RequestsCompleted);
        Assert.Equal(26, (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Length);
        File.Delete(file);
    }

    [Fact]
    public async Task Bench_OfPoliciesOverEngines_ComparesThem()
    {
        var (exitCode, output, _) = await InvokeAsync(
            "--policies round-robin,pending-prefill --engines 2 --repeats 3 --requests 20 --load 0.8 --baseline "
            + "pending-prefill --input-tokens 50 --output-tokens 4 --engine-decode-ms-per-token 0.5 --slo ttft=1s");

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Contains("2 simulated engines in this process, batching", output, StringComparison.Ordinal);
        Assert.Contains("backends   engine-1 ", output, StringComparison.Ordinal);
        Assert.Contains("Ratios to pending-prefill", output, StringComparison.Ordinal);
        Assert.Contains("round-robin, end to end", output, StringComparison.Ordinal);
        Assert.Contains("(Student's t)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_OfPoliciesOverServers_SendsThroughABalancerEach()
    {
        await using var one = await SimulatedEngine.StartAsync(
            new EngineOptions { Speed = 100 }, TestContext.Current.CancellationToken);
        await using var other = await SimulatedEngine.StartAsync(
            new EngineOptions { Speed = 100 }, TestContext.Current.CancellationToken);

        var (exitCode, output, _) = await InvokeAsync(
            $"--policies round-robin,least-connections --backends {one.Address},{other.Address} --repeats 1 "
            + "--requests 30 --concurrency 4 --input-tokens 50 --output-tokens 4");

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Contains("backend-1 50.0 %, backend-2 50.0 %", output, StringComparison.Ordinal);
        Assert.Equal(80, one.Snapshot().RequestsCompleted + other.Snapshot().RequestsCompleted);
        Assert.Contains("(bootstrap)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_ThatCannotBeWritten_IsToldBeforeAnythingIsSent()
    {
        await using var engine = await SimulatedEngine.StartAsync(
            new EngineOptions { Speed = 100 }, TestContext.Current.CancellationToken);

        var (exitCode, _, errors) = await InvokeAsync($"{engine.Address} --csv /nowhere/at/all.csv");

        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.StartsWith("Cannot write: ", errors, StringComparison.Ordinal);
        Assert.Equal(0, engine.Snapshot().RequestsReceived);
    }

    [Fact]
    public async Task Bench_StoppedByHand_ShowsWhatItHas()
    {
        await using var engine = await SimulatedEngine.StartAsync(
            new EngineOptions { Speed = 100 }, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var running = InvokeAsync($"{engine.Address} --duration 5m --input-tokens 50 --output-tokens 4", stop);
        await Patience.UntilAsync(() => engine.Snapshot().RequestsCompleted > 30);

        await stop.CancelAsync();

        var (exitCode, output, _) = await running.Within();
        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Contains("Stopped by hand", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> InvokeAsync(
        string line, CancellationTokenSource? stop = null)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var configuration = new InvocationConfiguration { Output = output, Error = errors };
        var exitCode = await BenchCommand.Create().Parse(line).InvokeAsync(
            configuration, stop?.Token ?? TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), errors.ToString());
    }
}
