using System.CommandLine;
using System.Text.Json;
using TokenAwareBalancer.Experiments.Matrix;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Commands;

/// <summary><c>balancer simulate --matrix</c> as a shell sees it.</summary>
public sealed class SimulateMatrixTests
{
    [Theory]
    [InlineData("--matrix --fleet 2xa100-llama-8b", "--fleet and --matrix: each cell of the matrix says that itself")]
    [InlineData("--matrix --load 0.5", "--load and --matrix: ")]
    [InlineData("--matrix --find-capacity ttft.p99<1", "--find-capacity and --matrix: ")]
    [InlineData("--fleet 2xa100-llama-8b --cells a*", "--cells tells what of a matrix is wanted: give --matrix too.")]
    [InlineData("--fleet 2xa100-llama-8b --strict", "--strict tells what of a matrix is wanted: give --matrix too.")]
    [InlineData("--matrix --subject lmetrik", "--subject: \"lmetrik\" is not a known policy, perhaps lmetric; ")]
    [InlineData("--matrix --policies random,pending-prefill",
        "--policies: pending-prefill is the subject, and no rival of its own: leave it out.")]
    [InlineData("--matrix --policies randomm", "--policies: \"randomm\" is not a known policy, perhaps random; ")]
    [InlineData("--matrix --cells nowhere-80", "--cells: \"nowhere-80\" is the name of no cell")]
    [InlineData("--matrix --trace /nowhere", "--trace: /nowhere cannot be read: ")]
    [InlineData("--matrix --cells *conv-80", "--matrix: no cell is left. Left out, as their trace was not given: "
        + "a100x8-conv-80 (Azure's conversations); h100x4-a100x4-conv-80 (Azure's conversations); ")]
    [InlineData("--matrix --cells a100x8-chat-80 --requests 469",
        "--requests 469: too few to tell how certain a ratio is, for which 400 are to be measured: give 471 or more.")]
    public async Task Arguments_ThatDoNotFit_AreExplained(string line, string message)
    {
        var (exitCode, output, errors) = await InvokeAsync(line);

        Assert.Equal((ExitCode.WrongInput, ""), (exitCode, output));
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strict_WithAnInferiorSubject_PrintsTables_WritesFiles_AndExitsWith1()
    {
        using var json = new TemporaryFile("");
        using var page = new TemporaryFile("");

        var (exitCode, output, errors) = await InvokeAsync(
            "--matrix --cells a100x8-chat-60,a100x8-conv-60 --subject random --policies pending-prefill,round-robin "
            + $"--seeds 2 --seed 7 --requests 900 --strict --json {json.Path} --out {page.Path}");

        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.Contains("2 seeds from 7; 900 requests each", output, StringComparison.Ordinal);
        Assert.Matches(@"random holds in 0 of 1 cells: mean TTFT in 0,", output);
        Assert.StartsWith("Left out, as their trace was not given: a100x8-conv-60", errors, StringComparison.Ordinal);
        Assert.Contains("a100x8-chat: 0 of 1 cells hold; 1 of 1 cells in ", errors, StringComparison.Ordinal);
        var matrix = JsonDocument.Parse(File.ReadAllText(json.Path)).RootElement;
        var cell = Assert.Single(matrix.GetProperty("cells").EnumerateArray());
        var verdict = cell.GetProperty("metrics").GetProperty("ttftMean");
        Assert.Equal("pending-prefill", verdict.GetProperty("rival").GetString());
        Assert.InRange(verdict.GetProperty("ratio").GetDouble(), 1.2, 10);
        Assert.InRange(verdict.GetProperty("ratio").GetDouble(),
            verdict.GetProperty("low").GetDouble(), verdict.GetProperty("high").GetDouble());
        Assert.Equal(0.6, cell.GetProperty("load").GetDouble());
        Assert.Contains("<h1>Simulated matrix</h1>", File.ReadAllText(page.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_OfATraceAtItsOwnTimes_HasItsOwnLoad_AndExitsWith0WhateverHolds()
    {
        using var trace = new TemporaryFile("TIMESTAMP,ContextTokens,GeneratedTokens\n" + string.Concat(
            Enumerable.Range(0, 900).Select(second => FormattableString.Invariant(
                $"2023-11-16 18:{second / 60:00}:{second % 60:00},{300 + second},{60 + second % 50}\n"))));

        var (exitCode, output, errors) = await InvokeAsync($"--matrix --cells a10x4-conv-own --trace {trace.Path} "
            + "--subject random --policies least-connections --no-progress --json");

        Assert.Equal((ExitCode.Ok, ""), (exitCode, errors));
        var cell = JsonDocument.Parse(output).RootElement.GetProperty("cells")[0];
        Assert.Equal(1, cell.GetProperty("ratePerSecond").GetDouble(), 1e-9);
        Assert.InRange(cell.GetProperty("load").GetDouble(), 0.05, 0.95);
        Assert.Equal(900, cell.GetProperty("requests").GetInt32());
        Assert.False(cell.GetProperty("holds").GetBoolean());
    }

    [Fact]
    public void Rivals_UsuallyAre_AllButTheSubjectAndOurOwn()
    {
        Assert.DoesNotContain("pending-prefill", OwnPolicies.UsualRivals("pending-prefill"));
        Assert.Contains("pending-prefill", OwnPolicies.UsualRivals("lmetric"));
        Assert.DoesNotContain("auto", OwnPolicies.UsualRivals("lmetric"));
    }

    private static async Task<(int ExitCode, string Output, string Errors)> InvokeAsync(string line)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var configuration = new InvocationConfiguration { Output = output, Error = errors };
        var exitCode = await SimulateCommand.Create().Parse(line).InvokeAsync(
            configuration, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), errors.ToString());
    }
}
