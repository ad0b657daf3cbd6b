using System.Text.Json;
using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Persisting;

/// <summary>Whatever is wrong with the file, it is told, kept, and the balancer goes on.</summary>
public sealed class LearningStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly HandDrivenTime _time = new() { UtcNow = DateTimeOffset.UnixEpoch.AddYears(60) };
    private readonly RecordingLog _log = new();
    private readonly LoggerFactory _logs;

    public LearningStoreTests() => _logs = new LoggerFactory([_log]);

    private string File => Path.Combine(_folder, "learned.json");

    public void Dispose()
    {
        _logs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Load_WhatWasSavedThreeHoursAgo_IsTakenUpWithItsAge()
    {
        Store(new Section("numbers", 42)).Save();
        _time.UtcNow += TimeSpan.FromHours(3);
        var section = new Section("numbers", 0);

        Store(section).Load();

        Assert.Equal((42, TimeSpan.FromHours(3)), (section.Number, section.Age));
        Assert.Empty(Warnings);
    }

    [Fact]
    public void Load_ClockWasSetBack_IsOfNoAge()
    {
        Store(new Section("numbers", 42)).Save();
        _time.UtcNow -= TimeSpan.FromDays(3);
        var section = new Section("numbers", 0);

        Store(section).Load();

        Assert.Equal((42, TimeSpan.Zero), (section.Number, section.Age));
    }

    [Fact]
    public void Load_SectionOfAnotherVersion_TakesUpTheOthersAndKeepsTheFile()
    {
        Store(new Section("old", 1), new Section("numbers", 42)).Save();
        var (changed, same) = (new Section("old", 0, version: 2), new Section("numbers", 0));

        Store(changed, same).Load();

        Assert.Equal((0, 42), (changed.Number, same.Number));
        Assert.Contains("its old are of version 1, and this program reads version 2", Assert.Single(Warnings));
        Assert.Single(Directory.GetFiles(_folder, "*.aside"));
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void Load_SectionThatCannotBe_SaysWhyAndKeepsTheFile()
    {
        Store(new Section("numbers", -1)).Save();

        Store(new Section("numbers", 0)).Load();

        Assert.Contains("its numbers cannot be: -1 is below 0", Assert.Single(Warnings));
        Assert.Single(Directory.GetFiles(_folder, "*.aside"));
    }

    [Fact]
    public void Load_DamagedFile_IsKeptAsItWasAndANewOneBegun()
    {
        System.IO.File.WriteAllText(File, "{ half");
        var store = Store(new Section("numbers", 7));

        store.Load();
        store.Save();

        Assert.Contains("it is damaged", Assert.Single(Warnings), StringComparison.Ordinal);
        Assert.Equal("{ half", System.IO.File.ReadAllText(Assert.Single(Directory.GetFiles(_folder, "*.aside"))));
        var section = new Section("numbers", 0);
        Store(section).Load();
        Assert.Equal(7, section.Number);
    }

    [Fact]
    public void Load_FolderInItsPlace_IsNeitherReadNorWritten()
    {
        Directory.CreateDirectory(File);
        var store = Store(new Section("numbers", 7));

        store.Load();
        store.Save();
        store.Save();

        Assert.Single(Warnings);
        Assert.True(Directory.Exists(File));
    }

    [Fact]
    public void Save_FolderThatIsNotThere_IsToldOnceAndTriedAgain()
    {
        var folder = Path.Combine(_folder, "later");
        var store = new LearningStore(Path.Combine(folder, "learned.json"), [new Section("numbers", 7)], _time, _logs);

        store.Save();
        store.Save();
        Assert.Contains("cannot be written", Assert.Single(Warnings), StringComparison.Ordinal);
        Directory.CreateDirectory(folder);
        store.Save();

        Assert.True(System.IO.File.Exists(Path.Combine(folder, "learned.json")));
        Assert.Contains(_log.Lines, line => line.EventId == 6);
    }

    [Fact]
    public void Store_WithoutAFile_DoesNothing()
    {
        var store = new LearningStore(null, [new Section("numbers", 7)], _time, _logs);

        store.Load();
        store.Save();

        Assert.False(store.IsOn);
        Assert.Empty(_log.Lines);
    }

    private IEnumerable<string> Warnings =>
        _log.Lines.Where(line => line.Level == LogLevel.Warning).Select(line => line.Text);

    private LearningStore Store(params ILearnedSection[] sections) => new(File, sections, _time, _logs);

    private sealed class Section(string name, int number, int version = 1) : ILearnedSection
    {
        public int Number { get; private set; } = number;

        public TimeSpan Age { get; private set; }

        public string Name => name;

        public int Version => version;

        public JsonElement Capture() => JsonSerializer.SerializeToElement(Number);

        public IReadOnlyList<string> Restore(JsonElement learned, TimeSpan age)
        {
            var restored = learned.GetInt32();
            if (restored < 0)
                throw new InvalidDataException($"{restored} is below 0");
            (Number, Age) = (restored, age);
            return [];
        }
    }
}
