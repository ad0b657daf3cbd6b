using System.Collections.Concurrent;

namespace TokenAwareBalancer.Discovering.Names;

/// <summary>What is known of all names that stand for several backends. Thread-safe.</summary>
internal sealed class KnownNames
{
    private readonly ConcurrentDictionary<NameQuestion, NameReading> _readings = new();

    /// <summary>Nothing for a name that was never looked up.</summary>
    public NameReading Of(NameQuestion question) => _readings.GetValueOrDefault(question, NameReading.Nothing);

    public bool Has(NameQuestion question) => _readings.ContainsKey(question);

    public void Set(NameQuestion question, NameReading reading) => _readings[question] = reading;

    /// <summary>Has all of them looked up again.</summary>
    public void MakeDue()
    {
        foreach (var (question, reading) in _readings)
            _readings.TryUpdate(question, reading with { NextTimestamp = 0 }, reading);
    }

    /// <summary>Forgets all others.</summary>
    public void Keep(IReadOnlySet<NameQuestion> questions)
    {
        foreach (var question in _readings.Keys)
        {
            if (!questions.Contains(question))
                _readings.TryRemove(question, out _);
        }
    }
}
