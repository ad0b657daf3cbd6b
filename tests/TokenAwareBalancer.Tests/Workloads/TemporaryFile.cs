namespace TokenAwareBalancer.Workloads;

/// <summary>A file that lives as long as a test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(params IEnumerable<string> lines) => File.WriteAllLines(Path, lines);

    public string Path { get; } = System.IO.Path.GetTempFileName();

    public void Dispose() => File.Delete(Path);
}
