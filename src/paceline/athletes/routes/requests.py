"""What the routes of this slice share."""

from typing import Annotated

from paceline.infra.web.principal import AthleteRequest, reading, writing

Reading = Annotated[AthleteRequest, reading()]
Writing = Annotated[AthleteRequest, writing()]
