using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer;

public sealed class CoreReferencesTests
{
    /// <summary>Decisions only: what needs a socket, a host or a log is in the wrong project.</summary>
    [Theory]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("Microsoft.Extensions")]
    [InlineData("System.Net.Sockets")]
    [InlineData("System.Net.Http")]
    [InlineData("Yarp")]
    public void Core_References_NothingOfTheOutsideWorld(string assembly) => Assert.DoesNotContain(
        typeof(Lease).Assembly.GetReferencedAssemblies(),
        reference => reference.Name!.StartsWith(assembly, StringComparison.Ordinal));
}
