using System.Buffers;

namespace TokenAwareBalancer.Forwarding;

public sealed class UpstreamBodyTests
{
    [Fact]
    public void Body_ReadInPieces_IsReadWholeWithItsLastByteOnly()
    {
        using var body = new UpstreamBody(new ReadOnlySequence<byte>(new byte[10]));
        Assert.False(body.IsReadWhole);

        Assert.Equal(9, body.Read(new byte[9]));
        Assert.False(body.IsReadWhole);

        Assert.Equal(1, body.Read(new byte[9]));
        Assert.True(body.IsReadWhole);
        Assert.Equal(0, body.Read(new byte[9]));
    }

    [Fact]
    public void Body_WithNothingInIt_IsReadWholeAtOnce()
    {
        using var body = new UpstreamBody(ReadOnlySequence<byte>.Empty);

        Assert.True(body.IsReadWhole);
    }

    [Fact]
    public void Body_Revoked_ThrowsInsteadOfShowingAnothersBytes()
    {
        using var body = new UpstreamBody(new ReadOnlySequence<byte>(new byte[10]));
        body.Revoke();

        Assert.Throws<ObjectDisposedException>(() => body.Read(new byte[1]));
    }
}
