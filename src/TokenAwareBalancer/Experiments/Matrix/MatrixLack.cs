namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>Cells of one setting that lack a trace.</summary>
internal sealed record MatrixLack(
    MatrixSetting Setting, IReadOnlyList<double?> Loads, IReadOnlyList<TraceKind> Missing)
{
    public IEnumerable<string> CellNames => Loads.Select(Setting.CellName);

    public override string ToString() =>
        $"{Setting.CellNamesOf(Loads)} ({string.Join(" and ", Missing.Select(kind => kind.Name))})";
}
