using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Discovering.Names;

/// <summary>Looks names up and keeps what is known of them. What DNS does not say changes nothing.</summary>
internal sealed partial class NameDiscovery
{
    /// <summary>A start, or a reload, waits so long for names that were never looked up.</summary>
    private static readonly TimeSpan LongestFirst = TimeSpan.FromSeconds(5);

    private readonly INameLookup _lookup;
    private readonly KnownNames _known;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public NameDiscovery(INameLookup lookup, KnownNames known, TimeProvider time, ILoggerFactory logs)
    {
        _lookup = lookup;
        _known = known;
        _time = time;
        _log = logs.CreateLogger("balancer.discovery");
    }

    /// <summary>The names in a configuration, each once.</summary>
    public static IReadOnlySet<NameQuestion> QuestionsOf(BalancerOptions options) =>
        options.Backends.Select(NameQuestion.Of).OfType<NameQuestion>().ToHashSet();

    /// <summary>Looks up what was never looked up, so that a configuration can be put in force with it.</summary>
    public async Task PrepareAsync(BalancerOptions options, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestFirst);
        await Task.WhenAll(QuestionsOf(options).Where(question => !_known.Has(question))
            .Select(question => LookUpAsync(question, options.Discovery, limit.Token)));
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Has every name looked up the next time: when and whom to ask is said anew.</summary>
    public void MakeDue() => _known.MakeDue();

    /// <summary>Looks up those names whose time has come, all at once.</summary>
    /// <returns>Whether one of them stands for others than before, and how long nothing is to be done.</returns>
    public async Task<(bool HasChanged, TimeSpan Wait)> LookUpDueAsync(
        BalancerOptions options, CancellationToken cancellationToken)
    {
        var questions = QuestionsOf(options);
        var changes = await Task.WhenAll(questions
            .Where(question => WaitOf(question) <= TimeSpan.Zero)
            .Select(question => LookUpAsync(question, options.Discovery, cancellationToken)));
        cancellationToken.ThrowIfCancellationRequested();
        var wait = questions.Select(WaitOf).DefaultIfEmpty(Timeout.InfiniteTimeSpan).Min();
        return (changes.Any(hasChanged => hasChanged), wait);
    }

    private TimeSpan WaitOf(NameQuestion question)
    {
        var next = _known.Of(question).NextTimestamp;
        var now = _time.GetTimestamp();
        return next <= now ? TimeSpan.Zero : _time.GetElapsedTime(now, next);
    }

    private async Task<bool> LookUpAsync(
        NameQuestion question, DiscoveryOptions options, CancellationToken cancellationToken)
    {
        var before = _known.Of(question);
        try
        {
            var answer = await _lookup.LookUpAsync(question, options, cancellationToken);
            return answer.Places.Count > 0
                ? Succeed(question, before, answer, options)
                : Fail(question, before, "DNS has no such records", options);
        }
        catch (IOException exception)
        {
            return Fail(question, before, exception.Message, options);
        }
        catch (OperationCanceledException)
        {
            return Fail(question, before, "no answer in time", options);
        }
        catch (Exception exception)
        {
            // A defect: what the others have found is still to be followed.
            Log.Defect(_log, exception, question);
            return Fail(question, before, "looking it up failed by a defect", options);
        }
    }

    private bool Succeed(NameQuestion question, NameReading before, NameAnswer answer, DiscoveryOptions options)
    {
        var hasChanged = !answer.Places.SequenceEqual(before.Places);
        var wait = answer.HoldsFor > options.Interval ? answer.HoldsFor : options.Interval;
        _known.Set(question, before with
        {
            Places = hasChanged ? answer.Places : before.Places,
            SucceededAt = _time.GetUtcNow(),
            Error = null,
            NextTimestamp = After(wait),
            Successes = before.Successes + 1,
        });
        if (hasChanged)
        {
            var places = string.Join(", ", answer.Places.Select(place => place.Host).Distinct());
            Log.Found(_log, question, places);
        }
        else if (before.Error is not null)
        {
            Log.FoundAgain(_log, question);
        }

        return hasChanged;
    }

    private bool Fail(NameQuestion question, NameReading before, string problem, DiscoveryOptions options)
    {
        _known.Set(question, before with
        {
            Error = problem,
            FailedAt = _time.GetUtcNow(),
            NextTimestamp = After(options.Interval),
            Failures = before.Failures + 1,
        });
        // The same every five seconds would fill the log.
        if (before.Error is null)
            Log.NotFound(_log, question, problem, before.Places.Count);
        return false;
    }

    private long After(TimeSpan wait) =>
        _time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency);

    private static partial class Log
    {
        [LoggerMessage(EventId = 6, Level = LogLevel.Error, Message = "Looking {Name} up failed by a defect")]
        public static partial void Defect(ILogger logger, Exception exception, NameQuestion name);

        [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "{Name} stands for {Places}")]
        public static partial void Found(ILogger logger, NameQuestion name, string places);

        [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "{Name} is known to DNS again, as before")]
        public static partial void FoundAgain(ILogger logger, NameQuestion name);

        [LoggerMessage(EventId = 4, Level = LogLevel.Warning,
            Message = "{Name} could not be looked up: {Problem}; the {Places} backends that it stood for stay")]
        public static partial void NotFound(ILogger logger, NameQuestion name, string problem, int places);
    }
}
