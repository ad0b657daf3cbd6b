using System.Globalization;

namespace TokenAwareBalancer.Hosting;

/// <summary>How many clients may be connected before the process runs out of file descriptors.</summary>
/// <remarks>
/// A web server that can accept no more for want of descriptors spins and allocates until it dies; whoever opens
/// connections and sends nothing could end it. Each client needs one descriptor and its backend connection another;
/// some are left for files, probes and the operators' port.
/// </remarks>
internal static class DescriptorLimit
{
    private const int Reserved = 256;
    private const int FewestConnections = 32;

    /// <summary>Null where the limit is not known, as outside Linux.</summary>
    public static long? MaxConnections() => MaxConnections(ReadLimits());

    internal static long? MaxConnections(IEnumerable<string> limits)
    {
        var line = limits.FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var descriptors)
            ? Math.Max(FewestConnections, (descriptors - Reserved) / 2)
            : null;
    }

    private static string[] ReadLimits()
    {
        try
        {
            return File.ReadAllLines("/proc/self/limits");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
