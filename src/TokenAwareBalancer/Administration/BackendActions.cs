using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Administration;

/// <summary>What an operator can do with a backend: <c>PUT /admin/backends/NAME/drain</c>, and so on.</summary>
internal static class BackendActions
{
    private const string Prefix = "/admin/backends/";

    /// <summary>The words that paths end in.</summary>
    public static IReadOnlyList<string> Names { get; } = ["drain", "disable", "enable"];

    /// <summary>Reads a path, whether or not there is such a backend.</summary>
    /// <returns>Null when the path is none of an action.</returns>
    public static (string Backend, string Action)? Parse(string path)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var parts = path[Prefix.Length..].Split('/');
        return parts.Length == 2 && Names.Contains(parts[1]) ? (parts[0], parts[1]) : null;
    }

    /// <summary>Does it; to do it again changes nothing.</summary>
    /// <returns>The backend; null when there is none of this name.</returns>
    public static Backend? Run(AdmissionGate gate, string name, string action)
    {
        if (gate.Fleet.Backends.FirstOrDefault(backend => backend.Name == name) is not { } backend)
            return null;
        switch (action)
        {
            case "drain":
                gate.Drain(backend);
                break;
            case "disable":
                gate.Disable(backend);
                break;
            default:
                gate.Enable(backend);
                break;
        }

        return backend;
    }
}
