using System.CommandLine;
using System.Text.Json;

namespace TokenAwareBalancer.Workloads;

public sealed class WorkloadArgumentsTests : IDisposable
{
    private readonly WorkloadArguments _workload = new();
    private readonly ArrivalArguments _arrivals = new();
    private readonly Command _command = new("bench");
    private readonly StringWriter _error = new();

    public WorkloadArgumentsTests()
    {
        _workload.AddTo(_command);
        _arrivals.AddTo(_command);
    }

    public void Dispose() => _error.Dispose();

    [Fact]
    public void NothingGiven_IsTheChatMix() => Assert.StartsWith("mix chat: ", Read("")!.Description);

    [Theory]
    [InlineData("--mix serial --no-stream", "mix serial: half small payloads, half heavy ones; 2,578 prompt tokens on "
        + "average, 8 of answer; /v1/chat/completions")]
    [InlineData("--input-tokens 100", "fixed lengths: all alike; 100 prompt tokens on average, 128 of answer; "
        + "/v1/chat/completions, streamed")]
    [InlineData("--input-tokens 100 --output-tokens 3 --surface messages", "fixed lengths: all alike; 100 prompt "
        + "tokens on average, 3 of answer; /v1/messages, streamed")]
    public void Source_Given_IsSaid(string line, string description) =>
        Assert.Equal(description, Read(line)!.Description);

    [Fact]
    public void OutputTokens_WithAMix_AreThoseOfEveryAnswer() => Assert.All(
        Read("--mix reasoning --output-tokens 2")!.Plan(1, 1).Take(20), request => Assert.Equal(2, request.OutputTokens));

    [Fact]
    public void Usage_LeftOut_IsNotAskedFor()
    {
        using var body = JsonDocument.Parse(Read("--no-usage")!.Plan(1, 1).First().Body);

        Assert.False(body.RootElement.TryGetProperty("stream_options", out _));
        Assert.True(body.RootElement.GetProperty("stream").GetBoolean());
    }

    [Theory]
    [InlineData("--mix chat --trace x", "--mix and --trace each name a source of requests: give one of")]
    [InlineData("--prompts x --input-tokens 4", "--prompts and --input-tokens each name a source of requests")]
    [InlineData("--surface embeddings --output-tokens 4", "--output-tokens: embeddings have no answer")]
    public void Arguments_ThatContradict_AreAnErrorInWords(string line, string error)
    {
        Assert.Null(Read(line));
        Assert.StartsWith(error, _error.ToString());
    }

    [Theory]
    [InlineData("--input-tokens 0", "--input-tokens 0: expected a whole number from 1 to 10000000.")]
    [InlineData("--output-tokens many", "--output-tokens many: expected a whole number from 1 to 10000000.")]
    [InlineData("--rate 0", "--rate 0: expected a number above 0, for instance 2.5.")]
    [InlineData("--rate NaN", "--rate NaN: expected a number above 0, for instance 2.5.")]
    [InlineData("--scale -1", "--scale -1: expected a number above 0, for instance 2.5.")]
    public void Value_OutOfRange_IsAnErrorThatSaysTheRange(string line, string message) =>
        Assert.Equal(message, Assert.Single(_command.Parse(line).Errors).Message);

    [Theory]
    [InlineData("--mix none")]
    [InlineData("--surface soap")]
    [InlineData("--arrivals never")]
    public void Name_Unknown_IsAnErrorThatListsTheKnown(string line) =>
        Assert.Contains("Must be one of", Assert.Single(_command.Parse(line).Errors).Message);

    [Theory]
    [InlineData("", false)]
    [InlineData("--mix chat", false)]
    [InlineData("--rate 5", true)]
    [InlineData("--arrivals trace", true)]
    [InlineData("--scale 2", true)]
    public void Arrivals_AnyOfTheirOptions_AsksForThem(string line, bool isGiven) =>
        Assert.Equal(isGiven, _arrivals.IsGiven(_command.Parse(line)));

    [Theory]
    [InlineData("--rate 5", null, "Poisson arrivals, 5 per second")]
    [InlineData("--rate 5 --arrivals constant", null, "constant arrivals, 5 per second")]
    [InlineData("", 2.5, "Poisson arrivals, 2.5 per second")]
    [InlineData("--arrivals constant", 2.5, "constant arrivals, 2.5 per second")]
    public void Arrivals_WithARate_HaveIt(string line, double? rate, string description) =>
        Assert.Equal(description, ReadArrivals(line, rate)!.Description);

    [Theory]
    [InlineData("", null, "arrivals as recorded")]
    [InlineData("--scale 4", null, "arrivals as recorded, 4 times as fast")]
    [InlineData("--rate 5", null, "Poisson arrivals, 5 per second")]
    [InlineData("--rate 5 --arrivals trace", null, "arrivals as recorded, 2.5 times as fast")]
    [InlineData("--arrivals trace", 1.0, "arrivals as recorded, 0.5 times as fast")]
    public void Arrivals_OfATrace_AreItsOwnUntilARateIsGiven(string line, double? rate, string description)
    {
        using var trace = new TemporaryFile(
            """{"timestamp": 0, "input_length": 1, "output_length": 1}""",
            """{"timestamp": 500, "input_length": 1, "output_length": 1}""");

        Assert.Equal(description, ReadArrivals($"--trace {trace.Path} {line}", rate)!.Description);
    }

    [Theory]
    [InlineData("--arrivals constant", null, "constant arrivals need a rate: give --rate")]
    [InlineData("", null, "poisson arrivals need a rate: give --rate")]
    [InlineData("--arrivals trace", null, "--arrivals trace: these requests have no times of their own")]
    [InlineData("--rate 5 --scale 2", null, "--scale divides a trace's times, which poisson arrivals do not use")]
    [InlineData("", double.NaN, "The load of these requests is not known")]
    public void Arrivals_ThatCannotBe_AreAnErrorInWords(string line, double? rate, string error)
    {
        Assert.Null(ReadArrivals(line, rate));
        Assert.StartsWith(error, _error.ToString());
    }

    [Theory]
    [InlineData("--scale 2 --rate 5 --arrivals trace", "--scale and a rate both say how fast the trace goes")]
    [InlineData("--rate 5 --arrivals trace", "All requests of the trace have the same time")]
    public void Arrivals_OfATraceThatCannotBe_AreAnErrorInWords(string line, string error)
    {
        using var trace = new TemporaryFile(Enumerable.Repeat(
            """{"timestamp": 0, "input_length": 1, "output_length": 1}""", 2));

        Assert.Null(ReadArrivals($"--trace {trace.Path} {line}", rate: null));
        Assert.StartsWith(error, _error.ToString());
    }

    private IWorkload? Read(string line) => _workload.Read(_command.Parse(line), "m", _error);

    private ArrivalProcess? ReadArrivals(string line, double? rate)
    {
        var result = _command.Parse(line);
        return _arrivals.Read(result, _workload.Read(result, "m", _error)!, rate, _error);
    }
}
