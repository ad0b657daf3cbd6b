using System.Globalization;
using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>One fleet with one workload: a row of cells, which differ in their load alone.</summary>
/// <param name="Name">Short and stable: cells are named after it.</param>
/// <param name="FleetText">As <c>--fleet</c> has it.</param>
/// <param name="Workload">What is asked.</param>
internal sealed record MatrixSetting(string Name, string FleetText, MatrixWorkload Workload)
{
    private static readonly double?[] UsualLoads = [0.3, 0.6, 0.8, 0.9, 0.95];

    /// <summary>Parts of the saturation; null is the trace at its own times.</summary>
    public IReadOnlyList<double?> Loads { get; init; } = UsualLoads;

    /// <summary>Of each engine; null for what its profile has.</summary>
    public long? KvTokens { get; init; }

    /// <summary>Profiles that are not among the known ones, as <c>--profile</c> has them.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    public ArrivalPattern Arrivals => Loads.Contains(null) ? ArrivalPattern.Trace : ArrivalPattern.Poisson;

    public IEnumerable<string> CellNames => Loads.Select(CellName);

    public string CellName(double? load) => load is { } part
        ? string.Create(CultureInfo.InvariantCulture, $"{Name}-{part * 100:0.##}")
        : $"{Name}-own";

    /// <summary>Several of its cells by one name that a shell takes apart.</summary>
    public string CellNamesOf(IReadOnlyList<double?> loads) => loads.Count == 1
        ? CellName(loads[0])
        : $"{Name}-{{{string.Join(',', loads.Select(load => CellName(load)[(Name.Length + 1)..]))}}}";

    public ExperimentFleet CreateFleet()
    {
        var profiles = HardwareProfiles.Names.Select(name => HardwareProfiles.Find(name)!)
            .Concat(Profiles.Select(HardwareProfileText.Parse)).ToDictionary(profile => profile.Name);
        var fleet = Fleets.FleetText.Parse(FleetText, profiles);
        return KvTokens is { } kvTokens ? fleet.WithKv(kvTokens) : fleet;
    }
}
