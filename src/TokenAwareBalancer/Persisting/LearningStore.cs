
namespace TokenAwareBalancer.Persisting;

/// <summary>Keeps what is learned in one file, from one start to the next.</summary>
/// <remarks>
/// Nothing of it can stop the balancer or fail a request: a file that cannot be read, understood or written is told of
/// once, in words that say what was wrong, and the balancer goes on with what it knows. What is not understood is kept
/// under another name before the file is written again. State is guarded by <c>_lock</c>.
/// </remarks>
internal sealed partial class LearningStore
{
    private readonly Lock _lock = new();
    private readonly LearningFile? _file;
    private readonly ILearnedSection[] _sections;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private bool _mayWrite = true;
    private string? _lastProblem;

    /// <param name="path">Null where nothing is kept.</param>
    /// <param name="sections">What is.</param>
    /// <param name="time">Dates it.</param>
    /// <param name="logs">Told of all that goes wrong.</param>
    public LearningStore(
        string? path, IEnumerable<ILearnedSection> sections, TimeProvider time, ILoggerFactory logs)
    {
        _file = path is null ? null : new LearningFile(path);
        _sections = [.. sections];
        _time = time;
        _log = logs.CreateLogger("balancer.learning");
    }

    /// <summary>Whether anything is kept at all.</summary>
    public bool IsOn => _file is not null;

    /// <summary>Takes up what was known at the last stop. Before the first request.</summary>
    public void Load()
    {
        if (_file is null)
            return;
        lock (_lock)
        {
            try
            {
                if (_file.Read() is { } document)
                    Restore_NeedsLock(document);
            }
            catch (InvalidDataException exception)
            {
                SetAside_NeedsLock($"{exception.Message}");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Not written either: what it holds may be worth more than what comes.
                _mayWrite = false;
                Log.Unreadable(_log, _file.Path, exception.Message);
            }
        }
    }

    /// <summary>Writes what is known now.</summary>
    public void Save()
    {
        if (_file is null)
            return;
        lock (_lock)
        {
            if (!_mayWrite)
                return;
            try
            {
                _file.Write(Capture());
                if (_lastProblem is not null)
                    Log.WrittenAgain(_log, _file.Path);
                _lastProblem = null;
            }
            catch (Exception exception)
            {
                // Whatever it is: it costs no more than what would have been remembered.
                Tell_NeedsLock(exception.Message);
            }
        }
    }

    private LearnedDocument Capture() => new(
        LearnedDocument.TheFormat,
        LearnedDocument.TheVersion,
        _time.GetUtcNow(),
        _sections.ToDictionary(
            section => section.Name, section => new LearnedDocument.Section(section.Version, section.Capture())));

    private void Restore_NeedsLock(LearnedDocument document)
    {
        var age = _time.GetUtcNow() - document.SavedAt;
        age = TimeSpan.FromSeconds(Math.Max(0, Math.Round(age.TotalSeconds)));
        var problems = _sections.SelectMany(section => Restore(section, document, age)).ToArray();
        if (problems.Length > 0)
            SetAside_NeedsLock(string.Join("; ", problems));
        else
            Log.Loaded(_log, _file!.Path, age);
    }

    /// <returns>Why it was not taken up; nothing when it was, or is not there.</returns>
    private IEnumerable<string> Restore(ILearnedSection section, LearnedDocument document, TimeSpan age)
    {
        if (!document.Sections.TryGetValue(section.Name, out var saved))
            return [];
        if (saved?.Version != section.Version)
            return
            [
                $"its {section.Name} are of version {saved?.Version}, and this program reads version {section.Version}",
            ];
        try
        {
            foreach (var note in section.Restore(saved.Learned, age))
                Log.NotTakenUp(_log, _file!.Path, note);
            return [];
        }
        catch (Exception exception)
        {
            // Whatever an editor may have left in it, null where nothing may be: the start goes on without.
            return [$"its {section.Name} cannot be: {exception.Message.TrimEnd('.')}"];
        }
    }

    private void SetAside_NeedsLock(string problem)
    {
        try
        {
            Log.SetAside(_log, _file!.Path, problem, _file.SetAside(_time.GetUtcNow()));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _mayWrite = false;
            Log.NotSetAside(_log, _file!.Path, problem, exception.Message);
        }
    }

    private void Tell_NeedsLock(string problem)
    {
        if (problem == _lastProblem)
            return;
        _lastProblem = problem;
        Log.Unwritable(_log, _file!.Path, problem);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "What was learned until {Age} ago is " +
            "taken up from {File}")]
        public static partial void Loaded(ILogger logger, string file, TimeSpan age);

        [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "{File} (learning.file) is not taken up: " +
            "{Problem}. It is kept as {Aside}, and a new one is begun")]
        public static partial void SetAside(ILogger logger, string file, string problem, string aside);

        [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "{File} (learning.file) is not taken up: " +
            "{Problem}. It cannot be renamed either ({Reason}), so that it stays as it is, and nothing is kept of what " +
            "is learned from now on: remove it, or name another file")]
        public static partial void NotSetAside(ILogger logger, string file, string problem, string reason);

        [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "{File} (learning.file) cannot be read: " +
            "{Problem} It stays as it is, and nothing is kept of what is learned from now on: let the balancer read and " +
            "write it, or name another file")]
        public static partial void Unreadable(ILogger logger, string file, string problem);

        [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "{File} (learning.file) cannot be written: " +
            "{Problem} What is learned is lost at the next stop, unless a later try succeeds: let the balancer write in " +
            "that folder, or name a file in another")]
        public static partial void Unwritable(ILogger logger, string file, string problem);

        [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "{File} is written again")]
        public static partial void WrittenAgain(ILogger logger, string file);

        [LoggerMessage(EventId = 7, Level = LogLevel.Information, Message = "{File}: {Note}")]
        public static partial void NotTakenUp(ILogger logger, string file, string note);
    }
}
