using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Admitting;

/// <summary>Requests in the order in which they came, and for each backend how many of them could use it.</summary>
/// <remarks>
/// <para>
/// Kept as lanes, in the order of their first ones: a look along the line asks each lane's first alone, so that it
/// takes as long as there are models waited for, however many wait.
/// </para>
/// <para>
/// Most backends are waited for by nobody: then a settled lease or a newcomer need not look at the line at all, however
/// long it is for others. Guarded by the lock of the gate that owns it.
/// </para>
/// </remarks>
internal sealed class WaitingLine
{
    private readonly LinkedList<WaitingLane> _lanes = new();
    private long _tickets;

    public int Length { get; private set; }

    /// <summary>The lane of whoever has waited longest.</summary>
    public LinkedListNode<WaitingLane>? First => _lanes.First;

    /// <summary>Puts a request at the end; one that has been in line before, at its old place.</summary>
    public void Enter(HeldRequest request)
    {
        if (request.Ticket == 0)
            request.Ticket = ++_tickets;
        var lane = request.Tried.IsEmpty ? request.Model.Lane : new WaitingLane();
        lane.Enter(request);
        if (lane.Node.List is null)
            InsertBackwards(lane);
        Length++;
        CountWaiting(request, 1);
    }

    /// <returns>False when it was not in line.</returns>
    public bool Leave(HeldRequest request)
    {
        if (request.Lane is not { } lane)
            return false;
        var wasFirst = lane.First == request.Node;
        lane.Leave(request);
        if (wasFirst)
            MoveForwards(lane);
        Length--;
        CountWaiting(request, -1);
        return true;
    }

    /// <summary>Whether nobody in line could use any backend that serves a model.</summary>
    public static bool IsNobodyWaitingFor(ServedModel model)
    {
        foreach (var backend in model.Backends)
        {
            if (backend.Waiting > 0)
                return false;
        }

        return true;
    }

    /// <summary>The work of those who wait for a model.</summary>
    public long TokensOf(ServedModel model) => _lanes.SelectMany(static lane => lane.Requests)
        .Where(held => held.Model == model)
        .Sum(held => held.Work.PromptTokens + held.Work.EstimatedOutputTokens);

    /// <summary>All of them, in the order in which they came.</summary>
    public HeldRequest[] ToArray() =>
        [.. _lanes.SelectMany(static lane => lane.Requests).OrderBy(static request => request.Ticket)];

    /// <summary>From the end, where one who has just come belongs.</summary>
    private void InsertBackwards(WaitingLane lane)
    {
        var before = _lanes.Last;
        while (before is not null && before.Value.Ticket > lane.Ticket)
            before = before.Previous;
        if (before is null)
            _lanes.AddFirst(lane.Node);
        else
            _lanes.AddAfter(before, lane.Node);
    }

    /// <summary>Its first has left: its next came later, and there may be lanes between.</summary>
    private void MoveForwards(WaitingLane lane)
    {
        var after = lane.Node.Next;
        _lanes.Remove(lane.Node);
        if (lane.First is null)
            return;
        while (after is not null && after.Value.Ticket < lane.Ticket)
            after = after.Next;
        if (after is null)
            _lanes.AddLast(lane.Node);
        else
            _lanes.AddBefore(after, lane.Node);
    }

    private static void CountWaiting(HeldRequest request, int change)
    {
        foreach (var backend in request.Model.Backends)
            backend.Waiting += change;
    }
}
