using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Experiments.Matrix;

public sealed class MatrixTracesTests : IDisposable
{
    private const string Header = "TIMESTAMP,ContextTokens,GeneratedTokens";
    private const string Conversation = $"{Header}\n2023-11-16 18:00:00,1000,200";
    private const string Code = $"{Header}\n2023-11-16 18:00:00,2000,30";
    private const string Mooncake =
        """{"timestamp": 0, "input_length": 700, "output_length": 20, "hash_ids": [0, 1]}""";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Folder_IsSearched_AndEachTraceKnownByWhatItIs_NotByItsName()
    {
        var (code, conversation, mooncake) =
            (Write("conversation.csv", Code), Write("x.csv", Conversation), Write("code.jsonl", Mooncake));
        Write("readme.md", "no trace");
        Write("prices.csv", "city,price\nUlm,3");

        var traces = MatrixTraces.Find([_folder]);

        Assert.Equal(3, traces.Paths.Count);
        Assert.Equal(conversation, traces.Paths[TraceKind.AzureConversation]);
        Assert.Equal(code, traces.Paths[TraceKind.AzureCode]);
        Assert.Equal(mooncake, traces.Paths[TraceKind.Mooncake]);
    }

    [Fact]
    public void Workload_WhoseTracesAreNotAllGiven_LacksThoseMissing()
    {
        var traces = MatrixTraces.Find([Write("a.csv", Conversation)]);

        Assert.Empty(traces.Missing(MatrixWorkload.Conversation));
        Assert.Equal([TraceKind.AzureCode], traces.Missing(MatrixWorkload.ConversationAndCode));
        Assert.Equal([TraceKind.Mooncake], traces.Missing(MatrixWorkload.Mooncake));
        Assert.Empty(traces.Missing(MatrixWorkload.Chat));
    }

    [Fact]
    public void Source_OfAWorkload_IsOpenedOnce()
    {
        var traces = MatrixTraces.Find([Write("a.csv", Conversation)]);

        Assert.Same(traces.Open(MatrixWorkload.Conversation), traces.Open(MatrixWorkload.Conversation));
        Assert.Contains("1,000 prompt tokens", traces.Open(MatrixWorkload.Conversation).Description,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Traces_OfOneKind_AreRefused_NamingBoth()
    {
        string[] paths = [Write("a.csv", Conversation), Write("b.csv", Conversation)];

        Assert.Equal(
            $"{paths[0]} and {paths[1]} both look like Azure's conversations: give one of them.",
            Assert.Throws<WorkloadException>(() => MatrixTraces.Find(paths)).Message);
    }

    [Fact]
    public void TraceInAFolder_WithAWrongLine_IsNotPassedOver()
    {
        Write("a.csv", $"{Conversation}\n2023-11-16 18:00:01,many,200");

        Assert.Contains("a.csv, line 3: ", Assert.Throws<WorkloadException>(() => MatrixTraces.Find([_folder])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_WithoutATrace_IsAnError() => Assert.StartsWith(
        $"{_folder} has no trace in it: expected ",
        Assert.Throws<WorkloadException>(() => MatrixTraces.Find([_folder])).Message,
        StringComparison.Ordinal);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text + "\n");
        return path;
    }
}
