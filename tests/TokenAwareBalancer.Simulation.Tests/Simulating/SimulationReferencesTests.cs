namespace TokenAwareBalancer.Simulating;

public sealed class SimulationReferencesTests
{
    /// <summary>Core and nothing else of ours: what is simulated is what is live.</summary>
    [Theory]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("Microsoft.Extensions")]
    [InlineData("System.Net.Sockets")]
    [InlineData("System.Net.Http")]
    [InlineData("balancer")]
    public void Simulation_References_NothingOfTheOutsideWorld(string assembly) => Assert.DoesNotContain(
        typeof(Simulation).Assembly.GetReferencedAssemblies(),
        reference => reference.Name!.StartsWith(assembly, StringComparison.Ordinal));
}
