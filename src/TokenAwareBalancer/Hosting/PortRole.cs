using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TokenAwareBalancer.Hosting;

/// <summary>Whether a connection came in by the clients' port or the operators'.</summary>
/// <remarks>
/// Marked on the connection by the listener that accepted it: neither a Host header nor a forwarded port can talk its
/// way onto the other side.
/// </remarks>
internal static class PortRole
{
    private static readonly object AdminMark = new();

    /// <summary>Marks every connection of this listener as an operator's.</summary>
    public static void MarkAsAdmin(ListenOptions listen) => listen.Use(next => connection =>
    {
        connection.Items[AdminMark] = AdminMark;
        return next(connection);
    });

    public static bool IsAdmin(HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(AdminMark) ?? false;
}
