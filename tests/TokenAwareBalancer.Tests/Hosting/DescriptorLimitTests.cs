namespace TokenAwareBalancer.Hosting;

public sealed class DescriptorLimitTests
{
    [Theory]
    [InlineData("Max open files            20000                20000                files     ", 9872L)]
    [InlineData("Max open files            100                  4096                 files     ", 32L)]
    [InlineData("Max open files            unlimited            unlimited            files     ", null)]
    [InlineData("Max processes             20000                20000                processes ", null)]
    public void MaxConnections_OfALimit_LeavesTwoDescriptorsForEach(string line, long? connections) =>
        Assert.Equal(connections, DescriptorLimit.MaxConnections(["Limit  Soft Limit", line]));
}
