using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Hosting;

public sealed class MemoryLimitTests
{
    private const long Mebibyte = 1 << 20;

    [Theory]
    [InlineData(null, 64, 24_000, 1024)]
    [InlineData(null, 64, 1_000, 500)]
    [InlineData(null, 64, 256, 192)]
    [InlineData(null, 1024, 24_000, 3072)]
    [InlineData(300, 64, 256, 300)]
    public void OfBodies_AsConfiguredOrAPartOfWhatThereIs_HasRoomForOneBody(
        int? configuredMebibytes, int bodyMebibytes, int availableMebibytes, int expectedMebibytes)
    {
        var limits = new LimitOptions
        {
            BufferedBytes = configuredMebibytes * Mebibyte,
            Body = bodyMebibytes * Mebibyte,
        };

        Assert.Equal(expectedMebibytes * Mebibyte, MemoryLimit.OfBodies(limits, availableMebibytes * Mebibyte));
    }
}
