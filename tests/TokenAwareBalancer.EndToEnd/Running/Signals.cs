using System.Diagnostics;
using System.Globalization;

namespace TokenAwareBalancer.Running;

/// <summary>Sends a signal to a process; .NET itself can only kill.</summary>
internal static class Signals
{
    /// <param name="process">One that runs.</param>
    /// <param name="signal">Its name as <c>kill</c> knows it, <c>TERM</c> for instance.</param>
    public static async Task SendAsync(Process process, string signal)
    {
        // The shell has the command built in.
        var id = process.Id.ToString(CultureInfo.InvariantCulture);
        using var shell = Process.Start("sh", ["-c", $"kill -{signal} {id}"]);
        await shell.WaitForExitAsync();
    }
}
