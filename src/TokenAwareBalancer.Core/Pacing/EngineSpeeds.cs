using System.Collections.Immutable;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Pacing;

/// <summary>How fast the engines of the fleet are: what each teaches, put together by classes.</summary>
/// <remarks>
/// <para>
/// Cold start: every backend is <see cref="EngineSpeed.Prior"/> with confidence 0, or what was kept of its group from
/// an earlier life; half of full confidence after 200 tokens of the streams that are watched, some seconds. Idle decay:
/// costs stay as they are, confidence halves in 56 hours. Recovery: an engine that has changed is found out within some
/// fifty tokens, and what was learned before is scaled to it and then forgotten.
/// </para>
/// <para>
/// Memory: a kilobyte for each backend of the fleet, and one for each of 256 groups at most that are only remembered.
/// State is guarded by <c>_lock</c>; what is learned is read from <see cref="EngineWatch.Speed"/>, without it.
/// </para>
/// </remarks>
public sealed class EngineSpeeds
{
    private const double PeriodSeconds = 0.5;
    private const int MostGroups = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SpeedGroup> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<Backend, (SpeedMember Member, SpeedGroup Group)> _members = [];
    private readonly List<Backend> _gone = [];
    private double _dueSeconds = double.NegativeInfinity;

    internal EngineSpeeds()
    {
    }

    /// <summary>What is known, to be given to <see cref="Import"/> in a later life.</summary>
    public ImmutableArray<LearnedSpeed> Export(double nowSeconds)
    {
        lock (_lock)
            return [.. _groups.Values.SelectMany(group => group.Export(nowSeconds))];
    }

    /// <summary>
    /// Takes over what an earlier life has learned, for groups of which nothing has been learned yet in this one.
    /// </summary>
    /// <param name="speeds">With their ages by now.</param>
    /// <param name="nowSeconds">The time, by the clock of choices.</param>
    public void Import(IEnumerable<LearnedSpeed> speeds, double nowSeconds)
    {
        lock (_lock)
        {
            foreach (var group in speeds.GroupBy(speed => speed.Group, StringComparer.Ordinal).Take(MostGroups))
            {
                if (_groups.ContainsKey(group.Key))
                    continue;
                var known = _groups[group.Key] = new SpeedGroup(group.Key);
                foreach (var speed in group)
                    known.Remember(speed, nowSeconds);
            }
        }
    }

    /// <summary>Puts together what is new, if the last time is long enough ago.</summary>
    internal void RefreshIfDue(FleetSnapshot fleet, double nowSeconds)
    {
        // A racy look: whoever comes at the same time does not wait.
        if (nowSeconds < Volatile.Read(ref _dueSeconds) || !_lock.TryEnter())
            return;
        try
        {
            if (nowSeconds < _dueSeconds)
                return;
            Volatile.Write(ref _dueSeconds, nowSeconds + PeriodSeconds);
            Sort_NeedsLock(fleet);
            foreach (var group in _groups.Values)
                group.Refresh(nowSeconds);
        }
        finally
        {
            _lock.Exit();
        }
    }

    private void Sort_NeedsLock(FleetSnapshot fleet)
    {
        foreach (var backend in fleet.Backends)
        {
            var engine = backend.Engine?.Engine;
            if (_members.TryGetValue(backend, out var known)
                && ReferenceEquals(known.Member.Definition, backend.Definition) && known.Member.Engine == engine)
                continue;
            Enter_NeedsLock(backend, known.Member ?? new SpeedMember(backend), known.Group, engine);
        }

        if (_members.Count > fleet.Backends.Length)
            Forget_NeedsLock(fleet);
    }

    private void Enter_NeedsLock(Backend backend, SpeedMember member, SpeedGroup? before, string? engine)
    {
        (member.Definition, member.Engine) = (backend.Definition, engine);
        var key = SpeedGroup.KeyOf(backend.Definition, engine);
        if (before?.Key == key)
            return;
        before?.Leave(member);
        if (!_groups.TryGetValue(key, out var group))
            group = _groups[key] = new SpeedGroup(key);
        group.Enter(member);
        _members[backend] = (member, group);
        DropEmpty_NeedsLock();
    }

    private void Forget_NeedsLock(FleetSnapshot fleet)
    {
        _gone.AddRange(_members.Keys.Where(backend => !fleet.Backends.Contains(backend)));
        foreach (var backend in _gone)
        {
            var (member, group) = _members[backend];
            group.Leave(member);
            _members.Remove(backend);
        }

        _gone.Clear();
    }

    private void DropEmpty_NeedsLock()
    {
        if (_groups.Count <= MostGroups)
            return;
        foreach (var group in _groups.Values.Where(group => group.IsEmpty).ToArray())
            _groups.Remove(group.Key);
    }
}
