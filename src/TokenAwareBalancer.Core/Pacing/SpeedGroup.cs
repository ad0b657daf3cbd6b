using System.Collections.Immutable;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Pacing;

/// <summary>The backends with the same engine, model and labels, and the classes of speed among them.</summary>
/// <remarks>
/// <para>
/// All begin in one class. Speeds that are learned of each backend alone differ by chance, and choices by them are
/// worse than by none: ±10 % among equal engines raises the 99th percentile of the time per token by 70 %, while an
/// error that a class has in common costs nothing. So a backend is taken out only on strong evidence: what it took over
/// what the others of its class would have taken for the same work is off by a factor of 1.2 and by five deviations,
/// where ten rows in a row count as one, since what disturbs one iteration disturbs the next. It joins the class that
/// it fits within 1.1, or begins one of its own. Classes that come within 1.1 of each other become one.
/// </para>
/// <para>
/// One backend at a time, the one that is furthest off: in a mixture the first to leave changes what the others are
/// measured against. Guarded by the lock of <see cref="EngineSpeeds"/>.
/// </para>
/// </remarks>
internal sealed class SpeedGroup
{
    private const int MostLabels = 16;
    private const int MostModels = 8;
    private const double LeaveFactor = 1.2;
    private const double JoinFactor = 1.1;
    private const double Deviations = 5;
    private const double RowsThatCountAsOne = 10;
    private const double LeastRows = 60;

    private readonly List<SpeedCluster> _clusters = [];
    private readonly Dictionary<string, SpeedCluster> _remembered = new(StringComparer.Ordinal);
    private readonly CostSums _others = new();
    private int _names;

    public SpeedGroup(string key)
    {
        Key = key;
        _clusters.Add(Create());
    }

    public string Key { get; }

    public IReadOnlyList<SpeedCluster> Clusters => _clusters;

    public bool IsEmpty => _clusters.TrueForAll(cluster => cluster.Members.Count == 0);

    /// <summary>Engine, model and labels; what is not known is left out.</summary>
    public static string KeyOf(BackendDefinition definition, string? engine)
    {
        var models = (definition.Models?.Values ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var labels = definition.Labels.OrderBy(label => label.Key, StringComparer.Ordinal)
            .Take(MostLabels).Select(label => $"{label.Key}={label.Value}");
        IEnumerable<string> first = engine is null ? [] : [engine];
        return string.Join(' ', [.. first, .. models.Take(MostModels), .. labels]);
    }

    public void Enter(SpeedMember member)
    {
        var cluster = _remembered.GetValueOrDefault(member.Backend.Name);
        if (cluster is null || !_clusters.Contains(cluster))
            cluster = _clusters.MaxBy(one => one.Members.Count)!;
        cluster.Members.Add(member);
    }

    public void Leave(SpeedMember member)
    {
        foreach (var cluster in _clusters)
            cluster.Members.Remove(member);
    }

    public void Remember(LearnedSpeed speed, double nowSeconds)
    {
        var cluster = _clusters[0];
        if (!speed.Backends.IsEmpty)
        {
            _clusters.Add(cluster = Create());
            foreach (var backend in speed.Backends)
                _remembered[backend] = cluster;
        }

        cluster.Remember(speed, nowSeconds);
    }

    public IEnumerable<LearnedSpeed> Export(double nowSeconds) =>
        from cluster in _clusters
        let confidence = cluster.ConfidenceAt(nowSeconds)
        where confidence > 0
        let names = cluster == _clusters[0] ? [] : NamesOf(cluster)
        where cluster == _clusters[0] || names.Length > 0
        select new LearnedSpeed(
            Key, names, cluster.Costs, cluster.TokenBudget, cluster.SharesIterations, confidence,
            AgeSeconds: 0);

    /// <summary>Those that were of it in an earlier life, as long as none of them has come in this one.</summary>
    private ImmutableArray<string> NamesOf(SpeedCluster cluster) => cluster.Members.Count > 0
        ? [.. cluster.Members.Select(member => member.Backend.Name)]
        : [.. _remembered.Where(known => known.Value == cluster).Select(known => known.Key)];

    /// <summary>Learns what is new of its members, moves one if need be, and tells all what they are.</summary>
    public void Refresh(double nowSeconds)
    {
        foreach (var cluster in _clusters)
        {
            foreach (var member in cluster.Members)
                member.Refresh(nowSeconds);
            cluster.Refresh(nowSeconds);
        }

        if (MoveOne(nowSeconds) || MergeTwo())
        {
            foreach (var cluster in _clusters)
                cluster.Refresh(nowSeconds);
        }

        foreach (var cluster in _clusters)
            Publish(cluster, nowSeconds);
    }

    private static void Publish(SpeedCluster cluster, double nowSeconds)
    {
        var confidence = cluster.ConfidenceAt(nowSeconds);
        var costs = cluster.Costs;
        foreach (var member in cluster.Members)
        {
            member.Backend.Watch.Speed = new EngineSpeed
            {
                Class = cluster.Name,
                Costs = costs,
                TokenBudget = Math.Min(cluster.TokenBudget, member.Reading.MostStepTokens),
                SharesIterations = cluster.SharesIterations,
                Places = member.Reading.MostStreams,
                OverheadMilliseconds = member.Reading.OverheadMilliseconds,
                Confidence = confidence,
            };
        }
    }

    private bool MoveOne(double nowSeconds)
    {
        var (worst, from, worstOff) = (default(SpeedMember), default(SpeedCluster), Math.Log(LeaveFactor));
        foreach (var cluster in _clusters)
        {
            foreach (var member in cluster.Members)
            {
                var off = Math.Abs(OffItsOthers(member, cluster, nowSeconds));
                if (off > worstOff)
                    (worst, from, worstOff) = (member, cluster, off);
            }
        }

        if (worst is null)
            return false;
        var to = FindLike(worst, from!);
        from!.Members.Remove(worst);
        to.Members.Add(worst);
        RemoveEmpty();
        return true;
    }

    /// <summary>
    /// The logarithm of how much slower it is than the others of its class; 0 where that may be chance.
    /// </summary>
    private double OffItsOthers(SpeedMember member, SpeedCluster cluster, double nowSeconds)
    {
        _others.Clear();
        foreach (var other in cluster.Members)
        {
            if (other != member)
                _others.Add(other.Sums);
        }

        if (member.Sums.Rows < LeastRows || _others.Rows < LeastRows)
            return 0;
        Span<double> unknowns = stackalloc double[CostSums.Unknowns];
        cluster.Solve(_others, unknowns, nowSeconds);
        return Off(member.Sums, unknowns, member.Reading.Noise);
    }

    private static double Off(CostSums sums, ReadOnlySpan<double> unknowns, double noise)
    {
        var ratio = sums.RatioTo(unknowns, out var deviation);
        var logarithm = Math.Log(Math.Max(1e-3, ratio));
        var chance = noise * deviation * Math.Sqrt(RowsThatCountAsOne) / ratio;
        return Math.Abs(logarithm) > Deviations * chance ? logarithm : 0;
    }

    private SpeedCluster FindLike(SpeedMember member, SpeedCluster but)
    {
        var (found, least) = (default(SpeedCluster), Math.Log(JoinFactor));
        foreach (var cluster in _clusters)
        {
            if (cluster == but || cluster.Sums.Rows < LeastRows)
                continue;
            var off = Math.Abs(Math.Log(Math.Max(1e-3, member.Sums.RatioTo(cluster.Unknowns, out _))));
            if (off < least)
                (found, least) = (cluster, off);
        }

        if (found is not null)
            return found;
        var own = Create();
        own.BeginLike(but);
        _clusters.Add(own);
        return own;
    }

    /// <summary>The later of two that have become alike ends.</summary>
    private bool MergeTwo()
    {
        for (var i = 0; i < _clusters.Count; i++)
        {
            for (var j = _clusters.Count - 1; j > i; j--)
            {
                if (!AreAlike(_clusters[i], _clusters[j]))
                    continue;
                _clusters[i].Members.AddRange(_clusters[j].Members);
                _clusters.RemoveAt(j);
                return true;
            }
        }

        return false;
    }

    private static bool AreAlike(SpeedCluster one, SpeedCluster other)
    {
        if (one.Sums.Rows < LeastRows || other.Sums.Rows < LeastRows)
            return false;
        var (there, back) = (one.Sums.RatioTo(other.Unknowns, out _), other.Sums.RatioTo(one.Unknowns, out _));
        return Math.Abs(Math.Log(there)) < Math.Log(JoinFactor) && Math.Abs(Math.Log(back)) < Math.Log(JoinFactor);
    }

    /// <summary>The first stays, also without members: it is what a newcomer is taken for.</summary>
    private void RemoveEmpty() =>
        _clusters.RemoveAll(cluster => cluster != _clusters[0] && cluster.Members.Count == 0);

    private SpeedCluster Create()
    {
        _names++;
        return new SpeedCluster(_names == 1 ? Key : string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{Key} #{_names}"));
    }
}
