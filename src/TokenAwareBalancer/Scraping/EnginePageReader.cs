using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Scraping;

/// <summary>Finds the numbers of an engine on its page of metrics, whichever engine it is.</summary>
/// <remarks>Never throws, whatever the page is: what cannot be read is as if it were not there.</remarks>
internal static class EnginePageReader
{
    /// <summary>Above any count of requests or tokens; beyond it a number is a defect of the page.</summary>
    private const double MostOfAnything = 1e15;

    private static readonly (EngineMetrics Engine, EngineMeasure Measure)[] Measures =
        [.. EngineMetrics.All.SelectMany(engine => engine.Measures.Select(measure => (engine, measure)))];

    /// <summary>Of the client library that Python's engines use; it does not say whose page it is.</summary>
    private static readonly EngineMeasure ProcessStart = new("process_start_time_seconds");

    /// <returns>Null when the page has no number of any engine that is known.</returns>
    public static EngineNumbers? Read(ReadOnlySpan<byte> page)
    {
        var series = new Dictionary<EngineMeasure, RankedSeries>();
        while (!page.IsEmpty)
        {
            var end = page.IndexOf((byte)'\n');
            ReadLine(end < 0 ? page : page[..end], series);
            page = end < 0 ? default : page[(end + 1)..];
        }

        var engine = Measures.FirstOrDefault(one => series.ContainsKey(one.Measure)).Engine;
        return engine is null ? null : new EngineNumbers(
            engine.Engine,
            ToCount(First(engine.Running)?.Sum),
            ToCount(First(engine.Waiting)?.Sum),
            First(engine.KvUse)?.Mean is { } use ? Math.Min(1, use) : null,
            ToCount(First(engine.KvCapacityTokens)?.Sum))
        {
            PrefixCounts = new EnginePrefixCounts(
                First(engine.PrefixQueriedTokens)?.Sum,
                First(engine.PrefixHitTokens)?.Sum,
                First(engine.PrefixHitShare)?.Mean is { } share ? Math.Min(1, share) : null,
                series.GetValueOrDefault(ProcessStart)?.Sum),
        };

        RankedSeries? First(IEnumerable<EngineMeasure> measures) =>
            measures.Select(series.GetValueOrDefault).FirstOrDefault(static found => found is not null);
    }

    private static void ReadLine(ReadOnlySpan<byte> line, Dictionary<EngineMeasure, RankedSeries> series)
    {
        var name = PrometheusSample.NameIn(line);
        foreach (var (_, measure) in Measures)
            ReadIfNamed(measure, name, line, series);
        ReadIfNamed(ProcessStart, name, line, series);
    }

    private static void ReadIfNamed(
        EngineMeasure measure, ReadOnlySpan<byte> name, ReadOnlySpan<byte> line,
        Dictionary<EngineMeasure, RankedSeries> series)
    {
        if (!measure.IsNamed(name) || !PrometheusSample.TryRead(line, out var sample)
            || measure.Read(sample) is not (<= MostOfAnything and var number))
            return;
        if (!series.TryGetValue(measure, out var numbers))
            series.Add(measure, numbers = new RankedSeries());
        numbers.Add(sample, number);
    }

    private static long? ToCount(double? number) => number <= MostOfAnything ? (long)Math.Round(number.Value) : null;
}
