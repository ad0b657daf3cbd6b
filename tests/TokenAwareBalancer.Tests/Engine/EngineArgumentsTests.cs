using System.CommandLine;
using System.Net;
using TokenAwareBalancer.Commands;
using TokenAwareBalancer.Engine.Answering;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Engine;

public sealed class EngineArgumentsTests
{
    [Fact]
    public void Read_NothingGiven_EqualsTheDefaults()
    {
        var options = Read("");
        var defaults = new EngineOptions();

        Assert.Equal((defaults.Host, defaults.Port, defaults.Name), (options.Host, options.Port, options.Name));
        Assert.Equal(defaults.Models, options.Models);
        Assert.Equal(defaults.ResolveHardware(), options.ResolveHardware());
        Assert.Equal((defaults.ResolveJitter(), defaults.QueueLimit), (options.ResolveJitter(), options.QueueLimit));
        Assert.Equal(defaults.ResolveAnswerTokens(), options.ResolveAnswerTokens());
    }

    [Fact]
    public void Read_EverythingGiven_SetsEach()
    {
        var options = Read(
            "--port 81 --host 0.0.0.0 --name e1 --model a --model b --strict-model --profile batching "
            + "--prefill-ms-per-token 0.5 --decode-ms-per-token 20 --decode-ms-per-stream 0.1 --jitter 0.3 --speed 10 "
            + "--seed 9 --max-concurrency 4 --queue-limit 5 --token-budget 512 --kv-cache-tokens 1000 "
            + "--answer-tokens uniform:3-4 --early-start --fail cut=0.5 --like llama.cpp --loading 1.5");

        Assert.Equal((IPAddress.Any, 81, "e1"), (options.Host, options.Port, options.Name));
        Assert.Equal(["a", "b"], options.Models);
        Assert.True(options.StrictModel && options.EarlyStart);
        var hardware = options.ResolveHardware();
        Assert.Equal(new IterationCosts(20, 0.5, 0.1), hardware.Costs);
        Assert.Equal((4, 512, 1000), (hardware.Concurrency, hardware.TokenBudget, hardware.KvTokens));
        Assert.Equal((0.3, 5, 10, 9), (options.ResolveJitter(), options.QueueLimit, options.Speed, options.Seed));
        Assert.Equal(AnswerLength.Uniform(3, 4), options.ResolveAnswerTokens());
        Assert.Equal(0.5, options.Failures.Cut);
        Assert.Equal(("llama.cpp", 1.5), (options.Identity.Name, options.LoadingSeconds));
    }

    [Fact]
    public void Read_SerialProfile_TakesItsOwnDefaults()
    {
        var options = Read("--profile serial");

        Assert.Equal(new IterationCosts(0, 1), options.ResolveHardware().Costs);
        Assert.Equal((1, 0.2), (options.ResolveHardware().Slots, options.ResolveJitter()));
        Assert.Equal(AnswerLength.Fixed(8), options.ResolveAnswerTokens());
    }

    [Fact]
    public void Read_Hardware_SetsWhatNothingElseDoes()
    {
        var h100 = HardwareProfiles.Find("h100-llama-8b")! with { CachesPrefixes = false };

        Assert.Equal(h100, Read("--hardware h100-llama-8b").ResolveHardware());
        Assert.Equal(
            h100 with { MaxRequests = 8, Costs = h100.Costs with { PrefillTokenMilliseconds = 1 } },
            Read("--hardware h100-llama-8b --max-concurrency 8 --prefill-ms-per-token 1").ResolveHardware());
        Assert.True(Read("--hardware h100-llama-8b --prefix-cache").ResolveHardware().CachesPrefixes);
        Assert.Equal(1, Read("--hardware h100-llama-8b --profile serial").ResolveHardware().Slots);
        Assert.Equal(4, Read("--hardware mine=a100-llama-8b:slots=4").ResolveHardware().Concurrency);
    }

    [Theory]
    [InlineData("--hardware b300", "--hardware b300: expected a100-llama-8b, ")]
    [InlineData("--hardware x=a100-llama-8b:a=fast", "--hardware x=a100-llama-8b:a=fast: a=fast: expected milliseconds")]
    [InlineData("--port x", "--port x: expected a whole number")]
    [InlineData("--host nowhere", "--host nowhere: expected an IP address")]
    [InlineData("--profile turbo", "--profile turbo: expected batching or serial")]
    [InlineData(
        "--like llm", "--like llm: expected one of vllm, sglang, llama.cpp, ollama, tgi, lm-studio")]
    [InlineData("--speed fast", "--speed fast: expected a number")]
    [InlineData("--answer-tokens 0", "--answer-tokens 0: expected tokens from 1")]
    [InlineData("--fail cut=2", "cut=2: expected a probability from 0 to 1")]
    public void Parse_UnreadableValue_NamesItAndWhatIsRight(string arguments, string expected)
    {
        var error = Assert.Single(EngineCommand.Create().Parse(arguments).Errors);

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port 70000", "--port 70000: expected")]
    [InlineData("--speed 0", "--speed 0: expected")]
    [InlineData("--loading -1", "--loading -1: expected seconds from 0 to 86400")]
    [InlineData("--jitter 1", "--jitter 1: expected")]
    [InlineData("--prefill-ms-per-token -1", "--prefill-ms-per-token -1: expected")]
    [InlineData("--decode-ms-per-token NaN", "--decode-ms-per-token NaN: expected")]
    [InlineData("--max-concurrency 0", "--max-concurrency 0: expected")]
    [InlineData("--profile serial --max-concurrency 2", "the serial profile runs one at a time")]
    [InlineData("--queue-limit -1", "--queue-limit -1: expected")]
    [InlineData("--token-budget 0", "--token-budget 0: expected")]
    [InlineData("--kv-cache-tokens 0", "--kv-cache-tokens 0: expected")]
    [InlineData("--prefix-cache --profile serial", "--prefix-cache: only an engine that batches has one")]
    public async Task Run_ValueOutOfRange_NamesItAndExitsWithTwo(string arguments, string expected)
    {
        using var error = new StringWriter();

        var exitCode = await EngineCommand.Create().Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Error = error }, TestContext.Current.CancellationToken);

        Assert.Equal(2, exitCode);
        Assert.Contains(expected, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SeveralValuesOutOfRange_NamesAll()
    {
        using var error = new StringWriter();

        await EngineCommand.Create().Parse("--speed 0 --jitter 2").InvokeAsync(
            new InvocationConfiguration { Error = error }, TestContext.Current.CancellationToken);

        Assert.Contains("--speed", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("--jitter", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_PrefixCacheWithATokenizer_IsAnError() => Assert.Contains(
        "leave out --tokenizer",
        Assert.Single(EngineOptionsValidator.Validate(
            new EngineOptions { CachesPrefixes = true, TokenCounter = new WordCounter() })),
        StringComparison.Ordinal);

    [Fact]
    public void Tokenizer_NotWired_IsNoOption() =>
        Assert.NotEmpty(EngineCommand.Create().Parse("--tokenizer words").Errors);

    [Fact]
    public void Tokenizer_Wired_FindsByName()
    {
        var counter = new WordCounter();
        var arguments = new EngineArguments(name => name == counter.Name ? counter : null);
        var command = new Command("engine");
        foreach (var option in arguments.All)
            command.Options.Add(option);

        Assert.Same(counter, arguments.Read(command.Parse("--tokenizer words")).TokenCounter);
        Assert.NotEmpty(command.Parse("--tokenizer letters").Errors);
    }

    private static EngineOptions Read(string text)
    {
        var arguments = new EngineArguments(null);
        var command = new Command("engine");
        foreach (var option in arguments.All)
            command.Options.Add(option);
        var result = command.Parse(text);
        Assert.Empty(result.Errors);
        return arguments.Read(result);
    }
}
