using System.Text.Json;

namespace TokenAwareBalancer.Persisting;

/// <summary>The file is whole at every moment, or it is not there.</summary>
public sealed class LearningFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly LearningFile _file;

    public LearningFileTests() => _file = new LearningFile(Path.Combine(_folder, "learned.json"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_NothingWritten_IsNothing() => Assert.Null(_file.Read());

    /// <remarks>What a reader finds at any moment is what a kill at that moment would leave.</remarks>
    [Fact]
    public async Task Read_WhileItIsWrittenOverAndOver_IsAlwaysOneOfTheWholeFiles()
    {
        _file.Write(Document(0));
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() =>
        {
            for (var number = 1; number <= 2000 && !stop.IsCancellationRequested; number++)
                _file.Write(Document(number));
        }, TestContext.Current.CancellationToken);

        var last = 0;
        for (var look = 0; look < 500; look++)
        {
            var number = NumberOf(_file.Read()!);
            Assert.True(number >= last, $"{number} after {last}");
            last = number;
        }

        await stop.CancelAsync();
        await writing;
        Assert.True(last > 0);
    }

    [Fact]
    public void Write_AfterAKillLeftHalfOfATemporaryFile_ReplacesIt()
    {
        _file.Write(Document(1));
        var whole = File.ReadAllBytes(_file.Path);
        for (var bytes = 0; bytes < whole.Length; bytes += 97)
        {
            File.WriteAllBytes(_file.Path + ".tmp", whole[..bytes]);
            Assert.Equal(bytes == 0 ? 1 : bytes - 97 + 1000, NumberOf(_file.Read()!));
            _file.Write(Document(bytes + 1000));
        }

        Assert.Equal([_file.Path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Write_FolderThatCannotBeWrittenIn_LeavesTheFileAndThrowsWhatWasWrong()
    {
        // A folder in the place of the temporary file: even the superuser cannot write it.
        _file.Write(Document(1));
        Directory.CreateDirectory(_file.Path + ".tmp");

        Assert.ThrowsAny<Exception>(() => _file.Write(Document(2)));
        Assert.Equal(1, NumberOf(_file.Read()!));
    }

    [Theory]
    [InlineData("", "it is damaged")]
    [InlineData("null", "does not say that it is one")]
    [InlineData("[]", "it is damaged")]
    [InlineData("{\"format\":\"token-aware-balancer learning\"", "it is damaged")]
    [InlineData("{\"format\":\"token-aware-balancer learning\"}", "it is damaged")]
    [InlineData("{\"format\":\"else\",\"version\":1,\"savedAt\":\"2026-01-01T00:00:00Z\",\"sections\":{}}",
        "does not say that it is one")]
    [InlineData("{\"format\":\"token-aware-balancer learning\",\"version\":9,\"savedAt\":\"2026-01-01T00:00:00Z\","
        + "\"sections\":{}}", "version 9, and this program reads version 1")]
    public void Read_AnythingElse_SaysWhatIsWrong(string text, string problem)
    {
        File.WriteAllText(_file.Path, text);

        var thrown = Assert.Throws<InvalidDataException>(_file.Read);
        Assert.Contains(problem, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EveryTruncation_IsToldAndNeverThrowsAnythingElse()
    {
        _file.Write(Document(1));
        var whole = File.ReadAllBytes(_file.Path);
        for (var bytes = 0; bytes < whole.Length - 1; bytes += 11)
        {
            File.WriteAllBytes(_file.Path, whole[..bytes]);
            Assert.Throws<InvalidDataException>(_file.Read);
        }
    }

    private static LearnedDocument Document(int number) => new(
        LearnedDocument.TheFormat,
        LearnedDocument.TheVersion,
        DateTimeOffset.UnixEpoch,
        new Dictionary<string, LearnedDocument.Section>
        {
            ["numbers"] = new(1, JsonSerializer.SerializeToElement(Enumerable.Repeat(number, 500))),
        });

    private static int NumberOf(LearnedDocument document) =>
        document.Sections["numbers"].Learned.EnumerateArray().Select(number => number.GetInt32()).Distinct().Single();
}
