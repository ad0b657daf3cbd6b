using System.Text;

namespace TokenAwareBalancer.Load;

public sealed class StreamScannerTests
{
    private const string RoleChunk = """data: {"choices":[{"delta":{"role":"assistant","content":""}}]}""" + "\n\n";
    private const string ContentChunk = """data: {"choices":[{"delta":{"content":"Hi"}}]}""" + "\n\n";
    private const string End = "data: [DONE]\n\n";

    [Fact]
    public void Content_RoleChunkOnly_IsNotThere() => Assert.False(Scan(RoleChunk, 1000).HasContent);

    [Fact]
    public void End_BeforeIt_IsNotThere() => Assert.False(Scan(RoleChunk + ContentChunk, 1000).HasEnd);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(10_000)]
    public void ContentAndEnd_ReadInPieces_AreFoundWhateverTheCut(int pieceBytes)
    {
        var scanner = Scan(RoleChunk + ContentChunk + End, pieceBytes);

        Assert.True(scanner.HasContent);
        Assert.True(scanner.HasEnd);
    }

    private static StreamScanner Scan(string stream, int pieceBytes)
    {
        var scanner = new StreamScanner();
        foreach (var piece in Encoding.UTF8.GetBytes(stream).Chunk(pieceBytes))
        {
            piece.CopyTo(scanner.Free);
            scanner.Advance(piece.Length);
        }
        return scanner;
    }
}
