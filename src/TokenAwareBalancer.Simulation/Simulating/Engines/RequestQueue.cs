namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>
/// Requests in an order, any of which may leave; the links are the requests' own, so nothing is allocated.
/// </summary>
internal sealed class RequestQueue
{
    private readonly ScheduledPlace _place;

    /// <param name="place">Where a request is while it is in here.</param>
    public RequestQueue(ScheduledPlace place) => _place = place;

    public int Count { get; private set; }

    public ScheduledRequest? First { get; private set; }

    public ScheduledRequest? Last { get; private set; }

    public void AddLast(ScheduledRequest request)
    {
        (request.Previous, request.Next, request.Place) = (Last, null, _place);
        if (Last is null)
            First = request;
        else
            Last.Next = request;
        Last = request;
        Count++;
    }

    public void AddFirst(ScheduledRequest request)
    {
        (request.Previous, request.Next, request.Place) = (null, First, _place);
        if (First is null)
            Last = request;
        else
            First.Previous = request;
        First = request;
        Count++;
    }

    public void Remove(ScheduledRequest request)
    {
        if (request.Previous is null)
            First = request.Next;
        else
            request.Previous.Next = request.Next;
        if (request.Next is null)
            Last = request.Previous;
        else
            request.Next.Previous = request.Previous;
        (request.Previous, request.Next, request.Place) = (null, null, ScheduledPlace.Outside);
        Count--;
    }
}
