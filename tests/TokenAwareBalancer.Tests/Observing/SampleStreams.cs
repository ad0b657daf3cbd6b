namespace TokenAwareBalancer.Observing;

/// <summary>
/// Streams in <c>tests/Samples/streams</c>: the <c>captured-</c> ones as llama-server (build 11669) sent them, the
/// others written by hand after what the API or engine in the name documents.
/// </summary>
internal static class SampleStreams
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Samples", "streams");

    public static TheoryData<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.sse").Select(path => Path.GetFileName(path))];

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    /// <summary>The stream in two pieces, cut at every possible byte.</summary>
    public static IEnumerable<byte[][]> Cuts(byte[] stream) =>
        Enumerable.Range(0, stream.Length + 1).Select(at => new[] { stream[..at], stream[at..] });

    public static byte[][] ByteByByte(byte[] stream) => [.. stream.Select(value => new[] { value })];
}
