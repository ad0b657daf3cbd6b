namespace TokenAwareBalancer.Observing;

/// <summary>Streams in <c>tests/Samples/streams</c>, written by hand after what the engine in the name sends.</summary>
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
