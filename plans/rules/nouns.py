"""How sentences name the parts of a plan."""

from plans.rules.content import (
    Action,
    AnnualPlan,
    Deliverable,
    Directorate,
    DirectorateLink,
    DirectorateObjective,
    Group,
    Indicator,
    Kind,
    Kpi,
    Link,
    Objective,
    Package,
    Perspective,
    Priority,
    Statement,
)

# how a sentence names one, and several, of a type
NOUNS = {
    Statement: ("statement", "statements"),
    Package: ("package", "packages"),
    Kind: ("kind", "kinds"),
    Perspective: ("perspective", "perspectives"),
    Group: ("group", "groups"),
    Objective: ("objective", "objectives"),
    Link: ("link", "links"),
    Kpi: ("KPI", "KPIs"),
    Priority: ("priority", "priorities"),
    Directorate: ("Directorate", "Directorates"),
    DirectorateObjective: ("objective of a Directorate", "objectives of Directorates"),
    DirectorateLink: ("link of a Directorate", "links of Directorates"),
    Indicator: ("indicator", "indicators"),
    AnnualPlan: ("annual plan", "annual plans"),
    Action: ("action", "actions"),
    Deliverable: ("deliverable", "deliverables"),
}
