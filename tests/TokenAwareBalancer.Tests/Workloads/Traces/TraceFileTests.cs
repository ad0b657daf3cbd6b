namespace TokenAwareBalancer.Workloads.Traces;

public sealed class TraceFileTests
{
    private const string Header = "TIMESTAMP,ContextTokens,GeneratedTokens";

    [Fact]
    public void Azure_Of2023_GivesLengthsAndTimes()
    {
        var requests = Read(
            Header,
            "2023-11-16 23:59:59.9000001,250,12",
            "2023-11-17 00:00:01.4000001,90,0");

        Assert.Equal([(250, 12), (90, 0)], requests.Select(one => (one.PromptTokens, one.OutputTokens)));
        Assert.Equal(0, requests[0].ArrivalSeconds);
        Assert.Equal(1.5, requests[1].ArrivalSeconds, precision: 6);
    }

    [Fact]
    public void Azure_Of2024_TimesWithAndWithoutFractionAreRead()
    {
        var requests = Read(
            Header,
            "2024-05-10 00:00:00.500000+00:00,2162,5",
            "2024-05-10 00:00:02+00:00,76,15",
            "2024-05-10T02:00:03+02:00,76,15");

        Assert.Equal([0, 1.5, 2.5], requests.Select(one => Math.Round(one.ArrivalSeconds, 6)));
    }

    [Fact]
    public void Azure_OtherColumnsBesideItsOwn_AreLeftOut()
    {
        var requests = Read("TIMESTAMP,NumImages,ContextTokens,GeneratedTokens", "2024-10-15 00:00:00,3,100,20");

        Assert.Equal((100, 20), (requests[0].PromptTokens, requests[0].OutputTokens));
    }

    [Fact]
    public void Mooncake_GivesLengthsTimesAndBlocks()
    {
        var requests = Read(
            """{"timestamp": 3000, "input_length": 1000, "output_length": 40, "hash_ids": [4, 5]}""",
            """{"timestamp": 3250.5, "input_length": 513, "output_length": 1, "hash_ids": [4, 6]}""");

        Assert.Equal([(0, 1000, 40), (0.2505, 513, 1)],
            requests.Select(one => (Math.Round(one.ArrivalSeconds, 9), one.PromptTokens, one.OutputTokens)));
        Assert.Equal([4, 6], requests[1].BlockIds.ToArray());
    }

    [Fact]
    public void Mooncake_WithoutBlocks_SharesNothing() => Assert.True(
        Read("""{"timestamp": 0, "input_length": 1000, "output_length": 40}""")[0].BlockIds.IsEmpty);

    [Fact]
    public void File_WithBlankLinesAndCarriageReturns_IsRead() => Assert.Equal(
        2, Read("", Header + "\r", "2023-11-16 18:00:00,1,1\r", "", "2023-11-16 18:00:01,1,1\r", "").Length);

    [Fact]
    public void File_OutOfOrder_IsReadInOrderAndFromItsEarliest()
    {
        var requests = Read(
            Header, "2023-11-16 18:00:05,5,1", "2023-11-16 18:00:02,2,1", "2023-11-16 18:00:05,6,1");

        Assert.Equal([(0, 2), (3, 5), (3, 6)], requests.Select(one => (one.ArrivalSeconds, one.PromptTokens)));
    }

    [Fact]
    public void Summary_OfATrace_HasItsMeansAndItsRate()
    {
        using var file = new TemporaryFile(
            Header, "2023-11-16 18:00:00,10,1", "2023-11-16 18:00:01,20,2", "2023-11-16 18:00:04,60,9");

        var summary = TraceFile.Open(file.Path).Summary;

        Assert.Equal((3, 30, 4), (summary.Count, summary.MeanPromptTokens, summary.MeanOutputTokens));
        Assert.Equal((4, 0.5), (summary.DurationSeconds, summary.RequestsPerSecond));
    }

    [Theory]
    [InlineData("hello", ", line 1: expected a trace: the header TIMESTAMP,ContextTokens,GeneratedTokens, or lines such")]
    [InlineData(Header + "\n2023-11-16 18:00:00,1", ", line 2: 2 columns; expected the header's 3")]
    [InlineData(Header + "\nyesterday,1,1", ", line 2: TIMESTAMP is 'yesterday'; expected a time such as 2023-")]
    [InlineData(Header + "\n\n2023-11-16 18:00:00,-1,1", ", line 3: ContextTokens is '-1'; expected a whole number")]
    [InlineData(Header + "\n2023-11-16 18:00:00,1,9e9", ", line 2: GeneratedTokens is '9e9'; expected a whole number")]
    [InlineData("{", ", line 1: not JSON at byte 1; expected {\"timestamp\"")]
    [InlineData("{}", ", line 1: input_length is missing; expected a whole number from 0 to 10000000")]
    [InlineData("""{"timestamp":"x","input_length":1,"output_length":1}""",
        ", line 1: timestamp is \"x\"; expected milliseconds")]
    [InlineData("""{"timestamp":0,"input_length":1,"output_length":99999999}""",
        ", line 1: output_length is 99999999; expected a whole number")]
    [InlineData("""{"timestamp":0,"input_length":512,"output_length":1,"hash_ids":[1,2]}""",
        ", line 1: hash_ids has 2 ids; expected 1 at most, one for each 512 tokens of input_length 512")]
    [InlineData("""{"timestamp":0,"input_length":512,"output_length":1,"hash_ids":["a"]}""",
        ", line 1: hash_ids is [\"a\"]; expected a list of whole numbers")]
    [InlineData("""{"timestamp":0,"input_length":512,"output_length":1,"hash_ids":7}""",
        ", line 1: hash_ids is 7; expected a list of whole numbers")]
    [InlineData(Header, " holds no request.")]
    [InlineData("", " holds no request.")]
    public void File_NotATrace_IsAnErrorThatSaysWhereAndWhatIsRight(string text, string message)
    {
        using var file = new TemporaryFile(text.Split('\n'));

        var error = Assert.Throws<WorkloadException>(() => TraceFile.Open(file.Path)).Message;

        Assert.StartsWith(file.Path + message, error);
    }

    [Fact]
    public void File_Absent_IsAnErrorThatNamesIt()
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString());

        Assert.StartsWith($"{path} cannot be read: ", Assert.Throws<WorkloadException>(() => TraceFile.Open(path)).Message);
    }

    private static TraceRequest[] Read(params string[] lines)
    {
        using var file = new TemporaryFile(lines);
        return [.. TraceFile.Open(file.Path).Read()];
    }
}
