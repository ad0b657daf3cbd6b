namespace TokenAwareBalancer.Node;

/// <summary>The client packages that the scripts of <c>tests/clients-node</c> use.</summary>
internal static class NodeSetup
{
    private static readonly NodePackages Clients = new("tests/clients-node");

    public static string Folder => Clients.Folder;

    /// <summary>Skips the test when something is missing, and says what.</summary>
    public static Task RequireAsync() => Clients.RequireAsync();
}
